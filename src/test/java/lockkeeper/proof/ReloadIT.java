package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/// A running daemon takes up another configuration: all of it or nothing.
@HasOwnServers
class ReloadIT {
    private static final String USABLE = "lockkeeper_config_last_reload_successful";
    private static final String READ_AT = "lockkeeper_config_last_reload_success_timestamp_seconds";
    private static final String HANG_UP = "/api/v1/sessions/1/cancel";

    @TempDir private Path folder;
    private PostgresServer server;
    private Path config;
    private Daemon daemon;

    @BeforeEach
    void start() throws IOException {
        var hba = folder.resolve("pg_hba.conf");
        Files.writeString(
                hba,
                """
                host all lockkeeper 127.0.0.1/32 scram-sha-256
                host all all 127.0.0.1/32 trust
                """);
        server =
                PostgresServer.of(PostgresServer.majors().getLast())
                        .with("hba_file", hba.toString())
                        .start();
        server.execute(
                "CREATE ROLE lockkeeper LOGIN PASSWORD 'one'"
                        + " IN ROLE pg_monitor, pg_signal_backend");
        secret("password", "one");
        secret("token", "one");
        config = folder.resolve("lockkeeper.yaml");
        write("observe", "5");
        daemon = Daemon.start("run", "--config", config.toString());
        daemon.awaitStatus(200, "/readyz");
    }

    @AfterEach
    void stop() {
        daemon.close();
        server.close();
    }

    @Test
    void aGuardThatIsToldToEnforceEndsThePileUpThatIsThereOnce() throws Exception {
        try (var shop = new Shop(server)) {
            var report = shop.began("SELECT count(*) FROM users");
            var ddl = shop.session();
            var migration = ddl.start("ALTER TABLE users ADD COLUMN email text");
            ddl.awaitBlocked();
            shop.crowd(2, "SELECT count(*) FROM users");
            soon().until(() -> daemon.output().contains("reason=\"too few\""));

            write("enforce", "2");
            soon().until(migration::isDone);
            assertThatThrownBy(migration::join).hasMessageContaining("canceling statement");
            assertThat(daemon.output())
                    .contains("targets[main].guard.mode observe -> enforce")
                    .contains("targets[main].guard.queued 5 -> 2");
            ddl.run("SELECT 1");
            report.run("COMMIT");
            soon().until(() -> daemon.output().contains("guard outcome"));
            assertThat(daemon.output()).containsOnlyOnce("guard acts");
        }
    }

    @Test
    void whatCannotBeUsedIsToldAndChangesNothing() throws Exception {
        var readAt = daemon.metric(READ_AT);
        assertThat(daemon.metric(USABLE)).isEqualTo(1);

        write("enforce", "many");
        soon().until(() -> daemon.metric(USABLE) == 0);
        assertThat(daemon.output())
                .contains("lockkeeper.yaml:6: guard.queued: must be a whole number, got many")
                .doesNotContain("Exception", "\tat ");

        put(config, Files.readString(config).replace("many", "2").replace(":0\",", ":1\","));
        daemon.signal("HUP");
        soon().until(() -> daemon.output().contains("http.listen changed"));
        assertThat(daemon.metric(USABLE)).isZero();
        assertThat(daemon.metric(READ_AT)).isEqualTo(readAt);
        assertThat(daemon.get("/api/v1/targets").body()).contains("\"mode\":\"observe\"");

        write("enforce", "2");
        daemon.signal("HUP");
        soon().until(() -> daemon.metric(USABLE) == 1);
        assertThat(daemon.metric(READ_AT)).isGreaterThan(readAt);
        soon().until(() -> daemon.get("/api/v1/targets").body().contains("\"mode\":\"enforce\""));
    }

    @Test
    void rotatedSecretsAreTakenUpWithoutAnybodyAsking() throws Exception {
        assertThat(daemon.post(HANG_UP, "one").statusCode()).isEqualTo(400);
        server.execute("ALTER ROLE lockkeeper PASSWORD 'two'");
        secret("password", "two");
        secret("token", "two");
        soon().until(() -> daemon.post(HANG_UP, "one").statusCode() == 401);
        assertThat(daemon.post(HANG_UP, "two").statusCode()).isEqualTo(400);
        assertThat(daemon.output())
                .contains("http.token changed", "targets[main].password changed");

        server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE usename = 'lockkeeper'");
        soon().until(() -> daemon.output().contains("blind=true"));
        soon().until(() -> daemon.output().contains("blind=false"));
    }

    private void write(String mode, String queued) throws IOException {
        put(
                config,
                """
                http: {listen: "127.0.0.1:0", token: "${file:%1$s/token}"}
                targets:
                  - {name: main, url: "%2$s", user: lockkeeper, password: "${file:%1$s/password}"}
                guard:
                  mode: %3$s
                  queued: %4$s
                  sustained: 500ms
                sampling: {interval: 100ms}
                journal: {path: "%1$s/journal"}
                """
                        .formatted(folder, server.url(), mode, queued));
    }

    private void secret(String name, String value) throws IOException {
        put(folder.resolve(name), value);
    }

    /// In one step, as careful programs do it.
    private static void put(Path file, String text) throws IOException {
        var beside = Files.writeString(file.resolveSibling("new"), text);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(30));
    }
}
