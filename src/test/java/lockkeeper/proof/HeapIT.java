package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A queue of a thousand, in a daemon with a heap of 64 MB.
class HeapIT {
    private static final int READERS = 1000;
    private static final String WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted";

    @Test
    void aThousandWaitersAreServed() throws Exception {
        try (var server =
                        PostgresServer.of(PostgresServer.majors().getLast())
                                .with("max_connections", "1200")
                                .start();
                var crowd = new Crowd(server);
                var daemon =
                        Daemon.start(
                                List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"),
                                "run",
                                "--url",
                                server.url(),
                                "--user",
                                PostgresServer.SUPERUSER,
                                "--listen",
                                "127.0.0.1:0")) {
            crowd.queueUp();
            await("all of them are seen")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> waiting(daemon) == READERS + 1);

            for (var i = 0; i < 20; i++) assertThat(waiting(daemon)).isEqualTo(READERS + 1);
            assertThat(daemon.get("/metrics").body()).contains("lockkeeper_waiting_sessions");
            assertThat(daemon.get("/api/v1/incidents").body()).contains("\"peak_waiting\":");
            assertThat(daemon.output()).doesNotContain("OutOfMemoryError");
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    /// How many the API says are waiting, after a look at the whole answer.
    private static int waiting(Daemon daemon) {
        var answer = daemon.get("/api/v1/graph");
        if (answer.statusCode() != 200) return -1;
        var graph = JsonMapper.shared().readTree(answer.body());
        var waiting = graph.get("waiting").asInt();
        var listed = graph.get("sessions").valueStream().filter(s -> s.get("waiting").asBoolean());
        assertThat(listed.count()).isEqualTo(waiting);
        return waiting;
    }

    /// A report, a DDL behind it, and a thousand readers behind that.
    private static final class Crowd implements AutoCloseable {
        private final PostgresServer server;
        private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

        Crowd(PostgresServer server) {
            this.server = server;
        }

        void queueUp() throws SQLException {
            server.execute("CREATE TABLE users (id int)");
            var report = connect();
            report.setAutoCommit(false);
            execute(report, "SELECT * FROM users");
            begin("ALTER TABLE users ADD COLUMN email text");
            awaitWaiting(1);
            for (var i = 0; i < READERS; i++) begin("SELECT * FROM users");
            awaitWaiting(READERS + 1);
        }

        private void begin(String sql) throws SQLException {
            var connection = connect();
            threads.execute(() -> executeUntilClosed(connection, sql));
        }

        private Connection connect() throws SQLException {
            var connection = server.connect("postgres");
            connections.add(connection);
            return connection;
        }

        private void awaitWaiting(int count) {
            await(count + " wait")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> Integer.toString(count).equals(server.query(WAITING)));
        }

        @Override
        public void close() {
            connections.forEach(HeapIT::abort);
            threads.close();
        }
    }

    private static void executeUntilClosed(Connection connection, String sql) {
        try {
            execute(connection, sql);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).startsWith("08");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
