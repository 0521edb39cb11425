package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Flyway as it comes: it keeps its lock in an open transaction, for whose end its own CONCURRENTLY
/// build waits for ever.
@HasOwnServers
class FlywayLockIT {
    private static final String REMEDY = "flyway.postgresql.transactional.lock=false";

    @TempDir private Path folder = Path.of("");

    private final PostgresServer server =
            PostgresServer.of(PostgresServer.majors().getLast()).start();
    private final Shop shop = new Shop(server);

    @AfterEach
    void close() {
        shop.close();
        server.close();
    }

    @Test
    void whatHelpsIsToldByTheCommandAndByTheDaemon() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "secret");
        try (var daemon = Daemon.start("run", "--config", config().toString())) {
            daemon.awaitStatus(200, "/readyz");
            var address = "http://127.0.0.1:" + daemon.port();
            var environment = Framework.FLYWAY.environment(server, shop, "safe");
            environment.remove("FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK");
            try (var wrapped =
                    Wrapped.start(
                            environment,
                            List.of("--daemon", address, "--token-file", token.toString()),
                            Framework.FLYWAY.command("safe"))) {
                wrapped.awaitSaid(REMEDY);
                assertThat(wrapped.said())
                        .contains(
                                "its CREATE INDEX CONCURRENTLY",
                                "a session that idles in its open transaction");
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(
                                () ->
                                        assertThat(daemon.get("/api/v1/incidents").body())
                                                .contains(REMEDY, "It is of the same program as")
                                                .contains("\"kind\":\"idle in transaction\""));
                // as the advice says
                server.execute(
                        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
                                + " WHERE wait_event = 'virtualxid'");
                assertThat(wrapped.exitCode()).isEqualTo(1);
                assertThat(wrapped.said()).doesNotContain("again");
            }
        }
    }

    private Path config() throws IOException {
        return Files.writeString(
                folder.resolve("lockkeeper.yaml"),
                """
                http: {listen: "127.0.0.1:0", token: secret}
                targets: [{name: main, url: "%s", user: %s}]
                incidents: {contention: {sustained: 2s}}
                journal: {path: %s}
                """
                        .formatted(server.url(), Patrol.role(server), folder.resolve("journal")));
    }
}
