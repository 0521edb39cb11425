package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The command `run` as a user meets it: what is wrong is said in plain lines, a server may come
/// and go, and it stops when it is told to.
class RunIT {
    private static final int MAJOR = PostgresServer.majors().getLast();

    @TempDir private Path folder;

    @Test
    void everythingThatIsWrongWithAFileIsSaidAtOnce() throws Exception {
        var file =
                write(
                        """
                        targets:
                          - name: main
                            url: jdbc:postgresql://localhost/postgres
                            user: lockkeeper
                            password: ${LOCKKEEPER_NO_SUCH_VARIABLE}
                        guard:
                          queued: many
                          qeued: 5
                        """);
        try (var daemon = Daemon.start("run", "--config", file.toString())) {
            assertThat(daemon.exitCode()).isEqualTo(2);
            assertThat(daemon.output())
                    .contains("guard.queued", "guard.qeued", "LOCKKEEPER_NO_SUCH_VARIABLE")
                    .contains(file.toString())
                    .doesNotContain("Exception", "\tat ");
            assertThat(daemon.output().lines().count()).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        try (var daemon = Daemon.start("run", "--config", folder.resolve("none.yaml").toString())) {
            assertThat(daemon.exitCode()).isEqualTo(2);
            assertThat(daemon.output()).contains("none.yaml").doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var daemon =
                        run(
                                "jdbc:postgresql://127.0.0.1:1/postgres",
                                "127.0.0.1:" + taken.getLocalPort())) {
            assertThat(daemon.exitCode()).isEqualTo(1);
            assertThat(daemon.output())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void anotherProgramOfThePodMayEndIt() throws Exception {
        var server = PostgresServer.shared(PostgresServer.majors().getLast());
        var file =
                write(
                        """
                        http: {listen: "127.0.0.1:0", quit: true}
                        targets:
                          - {name: main, url: "%s", user: %s}
                        guard: {mode: enforce}
                        journal: {path: "%s"}
                        """
                                .formatted(
                                        server.url(),
                                        Patrol.role(server),
                                        folder.resolve("journal")));
        try (var daemon = Daemon.start("run", "--config", file.toString())) {
            daemon.awaitStatus(200, "/armedz");
            var begun = System.nanoTime();
            assertThat(daemon.post("/quitquitquit", "none").statusCode()).isEqualTo(200);
            assertThat(daemon.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aServerThatComesLaterIsWatchedFromThenOn() throws Exception {
        var port = freePort();
        try (var daemon = run("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port))) {
            daemon.awaitStatus(200, "/healthz");
            await("it says so")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> daemon.output().contains("blind=true"));
            var notReady = daemon.get("/readyz");
            assertThat(notReady.statusCode()).isEqualTo(503);
            assertThat(notReady.body()).contains("main");
            assertThat(daemon.get("/api/v1/targets").body())
                    .contains("\"state\":\"blind\"", "\"mode\":\"observe\"", "\"queued\":5");

            try (var server = PostgresServer.of(MAJOR).port(port).start()) {
                daemon.awaitStatus(200, "/readyz");
                assertHasTwoConnections(server);
                assertThat(daemon.get("/api/v1/graph").body()).contains("\"waiting\":0");
            }
            daemon.awaitStatus(503, "/readyz");
            assertThat(daemon.terminate()).isLessThan(Duration.ofSeconds(5));
            assertThat(daemon.exitCode()).isZero();
        }
    }

    @Test
    void whatIsNotThereIsSaidAsAProblemAndATermEndsItWithZero() throws Exception {
        var server = PostgresServer.shared(MAJOR);
        try (var daemon = run(server.url())) {
            daemon.awaitStatus(200, "/readyz");
            var unknown = daemon.get("/api/v1/graph?target=other");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/problem+json");
            assertThat(unknown.body()).contains("known are: main", "\"status\":404");

            assertThat(daemon.terminate()).isLessThan(Duration.ofSeconds(5));
            assertThat(daemon.exitCode()).isZero();
        }
    }

    private static void assertHasTwoConnections(PostgresServer server) {
        await("two connections, when the names are known")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> "2".equals(connections(server)));
        await("and no more")
                .during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> "2".equals(connections(server)));
    }

    private static String connections(PostgresServer server) {
        return String.valueOf(
                server.query(
                        "SELECT count(*) FROM pg_stat_activity"
                                + " WHERE backend_type = 'client backend'"
                                + " AND pid <> pg_backend_pid()"));
    }

    private static Daemon run(String url) {
        return run(url, "127.0.0.1:0");
    }

    private static Daemon run(String url, String listen) {
        return Daemon.start(
                "run", "--url", url, "--user", PostgresServer.SUPERUSER, "--listen", listen);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("lockkeeper.yaml"), text);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
