package lockkeeper.pg;

import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// One session of an application: a connection with a thread of its own, so that a statement that
/// waits for a lock does not stop the test.
public final class Session implements AutoCloseable {
    private final PostgresServer server;
    private final Connection connection;
    private final int pid;
    private final ExecutorService thread;

    private Session(PostgresServer server, Connection connection, int pid) {
        this.server = server;
        this.connection = connection;
        this.pid = pid;
        this.thread = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    }

    static Session open(PostgresServer server, String database, String user, String... properties) {
        try {
            var all =
                    new ArrayList<>(List.of("preferQueryMode", "simple", "ApplicationName", "app"));
            all.addAll(List.of(properties));
            var connection = server.connectAs(user, database, all.toArray(String[]::new));
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
                rows.next();
                return new Session(server, connection, rows.getInt(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public int pid() {
        return pid;
    }

    public Connection connection() {
        return connection;
    }

    /// Sends a statement (or several) and returns at once. Statements of one session queue up.
    public CompletableFuture<Void> start(String sql) {
        return CompletableFuture.runAsync(() -> execute(sql), thread);
    }

    /// Sends a statement and returns once PostgreSQL shows that it waits for a lock.
    public Session startAndBlock(String sql) {
        var statement = start(sql);
        await("session " + pid + " waits for a lock")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .failFast("did not wait: " + sql, statement::isDone)
                .until(this::isBlocked);
        return this;
    }

    /// Executes and waits for the end.
    public Session run(String sql) {
        try {
            start(sql).join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return this;
    }

    /// The first column of the first row as text.
    public @Nullable String query(String sql) {
        return CompletableFuture.supplyAsync(() -> first(sql), thread).join();
    }

    /// Returns once PostgreSQL shows this session waiting for a lock.
    public Session awaitBlocked() {
        await("session " + pid + " waits for a lock")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(this::isBlocked);
        return this;
    }

    public boolean isBlocked() {
        return "t"
                .equals(
                        server.query(
                                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
                                        + " AND waitstart IS NOT NULL AND pid = "
                                        + pid
                                        + ")"));
    }

    private void execute(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private @Nullable String first(String sql) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// Ends the session, whatever it is waiting for.
    @Override
    public void close() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.close();
        }
    }
}
