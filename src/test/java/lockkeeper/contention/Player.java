package lockkeeper.contention;

import lockkeeper.pg.PostgresServer;

import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// One session of a script, with a thread of its own.
final class Player implements AutoCloseable {
    static final String APPLICATION = "player";

    private final BaseConnection connection;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private CompletableFuture<Boolean> statement = CompletableFuture.completedFuture(true);

    Player(PostgresServer server, String database, Duration deadlockTimeout) {
        try {
            connection =
                    server.connect(
                                    database,
                                    "preferQueryMode",
                                    "simple",
                                    "ApplicationName",
                                    APPLICATION,
                                    "options",
                                    "-c search_path=play -c deadlock_timeout="
                                            + deadlockTimeout.toMillis())
                            .unwrap(BaseConnection.class);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    int pid() {
        return connection.getBackendPID();
    }

    boolean isBusy() {
        return !statement.isDone();
    }

    CompletableFuture<Boolean> statement() {
        return statement;
    }

    /// Whether its last statement, which has ended, ended its transaction or failed: then it has
    /// given up locks.
    boolean gaveUpLocks() {
        return connection.getTransactionState() != TransactionState.OPEN || !statement.join();
    }

    void start(Step step) {
        statement = CompletableFuture.supplyAsync(() -> play(step), thread);
    }

    private boolean play(Step step) {
        switch (step.kind()) {
            case INSIDE -> beInTransaction(step.rollback());
            case ALONE -> beOutOfTransaction(step.rollback());
            case END, CANCEL, TERMINATE -> {}
        }
        return execute(step.sql());
    }

    private void beInTransaction(boolean rollback) {
        if (state() == TransactionState.FAILED && (rollback || !execute("ROLLBACK TO s")))
            execute("ROLLBACK");
        if (state() == TransactionState.IDLE) execute("BEGIN");
    }

    private void beOutOfTransaction(boolean rollback) {
        if (state() != TransactionState.IDLE) execute(rollback ? "ROLLBACK" : "COMMIT");
    }

    private TransactionState state() {
        return connection.getTransactionState();
    }

    private boolean execute(String sql) {
        try (var running = connection.createStatement()) {
            running.execute(sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

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
