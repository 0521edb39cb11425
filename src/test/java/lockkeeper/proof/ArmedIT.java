package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A guard that is told to enforce and could not says so before anybody waits, to whoever is about
/// to start a migration and to Prometheus; and no longer once that is mended.
@HasOwnServers
class ArmedIT {
    @TempDir private Path folder;

    @AutoClose
    private final PostgresServer server =
            PostgresServer.of(PostgresServer.majors().getLast()).start();

    @Test
    void notWhereItMayNotSignal() throws Exception {
        var role = server.newRole("IN ROLE pg_monitor");
        try (var daemon = enforcing(role)) {
            assertStandsDown(daemon, "not allowed");
            server.execute("GRANT pg_signal_backend TO " + role);
            assertArmed(daemon, "not allowed");
        }
    }

    @Test
    void notWhereItMayNotSeeTheOthers() throws Exception {
        var role = server.newRole("IN ROLE pg_signal_backend");
        try (var daemon = enforcing(role)) {
            assertStandsDown(daemon, "cannot see");
            server.execute("GRANT pg_monitor TO " + role);
            assertArmed(daemon, "cannot see");
        }
    }

    @Test
    void notWhereItCouldNotWriteDownWhatItDoes() throws Exception {
        var inTheWay = Files.writeString(folder.resolve("journal"), "not a folder");
        try (var daemon = enforcing(Patrol.role(server))) {
            assertStandsDown(daemon, "journal fails");
            assertThat(daemon.metric("lockkeeper_journal_failures_total")).isPositive();
            Files.delete(inTheWay);
            assertArmed(daemon, "journal fails");
        }
    }

    private static void assertStandsDown(Daemon daemon, String reason) {
        daemon.awaitStatus(200, "/readyz");
        await("it leads and says why it would not act")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(daemon.get("/armedz").body())
                                        .contains("the guard stands down: " + reason + "\""));
        assertThat(daemon.get("/armedz").statusCode()).isEqualTo(503);
        assertThat(standsDown(daemon, reason)).isEqualTo(1);
    }

    private static void assertArmed(Daemon daemon, String reason) {
        daemon.awaitStatus(200, "/armedz");
        assertThat(standsDown(daemon, reason)).isZero();
    }

    private static double standsDown(Daemon daemon, String reason) {
        return daemon.metric(
                "lockkeeper_guard_stands_down{reason=\"%s\",target=\"main\"}".formatted(reason));
    }

    private Daemon enforcing(String role) throws IOException {
        var file =
                Files.writeString(
                        folder.resolve("lockkeeper.yaml"),
                        """
                        http: {listen: "127.0.0.1:0"}
                        targets: [{name: main, url: "%s", user: %s}]
                        guard: {mode: enforce}
                        journal: {path: "%s"}
                        """
                                .formatted(server.url(), role, folder.resolve("journal")));
        return Daemon.start("run", "--config", file.toString());
    }
}
