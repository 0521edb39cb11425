package lockkeeper.cost;

import lockkeeper.pg.PostgresServer;

import org.awaitility.Awaitility;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Many sessions that wait, or hold, or do nothing.
final class Crowd implements AutoCloseable {
    private final PostgresServer server;
    private final List<Connection> members = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Crowd(PostgresServer server) {
        this.server = server;
    }

    /// One more session, after these statements.
    Connection join(String... statements) throws SQLException {
        var member =
                server.connect("postgres", "preferQueryMode", "simple", "ApplicationName", "crowd");
        members.add(member);
        for (var sql : statements) execute(member, sql);
        return member;
    }

    /// Sessions that wait, until so many do.
    void await(int waiting, String first, String sql) throws SQLException {
        for (var i = waiting(); i < waiting; i++) {
            var member = join(first);
            threads.execute(() -> wait(member, sql));
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> waiting() >= waiting);
    }

    private static void wait(Connection member, String sql) {
        try {
            execute(member, sql);
        } catch (SQLException e) {
            // the scene is over
        }
    }

    private int waiting() {
        var count = server.query("SELECT count(*) FROM pg_locks WHERE NOT granted");
        return count == null ? 0 : Integer.parseInt(count);
    }

    private static void execute(Connection member, String sql) throws SQLException {
        try (var statement = member.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        for (var member : members) member.abort(Runnable::run);
        server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name = 'crowd'");
        threads.close();
    }
}
