package lockkeeper.demo;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/// One of the others of the story, a report or a migration: a session that runs statements while we
/// watch.
final class Migration implements AutoCloseable {
    private final Connection connection;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable String sqlState;

    /// Starts to run the statements, one after the other, and does not wait for them.
    Migration(Stage stage, String role, String application, String... statements)
            throws SQLException {
        connection = stage.connect(role, application);
        Thread.ofVirtual().name(application).start(() -> run(statements));
    }

    private void run(String... statements) {
        try {
            for (var statement : statements) Stage.execute(connection, statement);
        } catch (SQLException e) {
            sqlState = e.getSQLState();
        } finally {
            done.countDown();
        }
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /// How it failed: `57014` cancelled, `57P01` terminated; null if it did not, or runs.
    @Nullable String sqlState() {
        return sqlState;
    }

    boolean succeeded() {
        return isDone() && sqlState == null;
    }

    /// Whether the server has closed its session, as its next statement would find out.
    boolean wasTerminated() {
        try {
            Stage.execute(connection, "SELECT 1");
            return false;
        } catch (SQLException e) {
            return "57P01".equals(e.getSQLState()) || "08006".equals(e.getSQLState());
        }
    }

    /// Ends its statement and its session.
    @Override
    public void close() {
        try {
            if (connection.isClosed()) return;
            connection.unwrap(PGConnection.class).cancelQuery();
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            System.err.println("A session could not be closed: " + e.getMessage());
        }
    }
}
