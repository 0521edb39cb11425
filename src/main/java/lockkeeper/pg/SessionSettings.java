package lockkeeper.pg;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// What every connection of ours is set to, whatever the role or the database have as defaults.
///
/// @param application what `pg_stat_activity` calls us
record SessionSettings(String application, Timeouts timeouts) {
    void apply(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    """
                    SET search_path = pg_catalog;
                    SET statement_timeout = %d;
                    SET lock_timeout = %d;
                    SET idle_in_transaction_session_timeout = 10000;
                    SET idle_session_timeout = 0;
                    SET default_transaction_read_only = on;
                    SET default_transaction_isolation = 'read committed';
                    SET plan_cache_mode = force_generic_plan;
                    SET jit = off;
                    SET max_parallel_workers_per_gather = 0;
                    """
                            .formatted(millis(timeouts.statement()), millis(timeouts.lock())));
        }
        noticeWhenWeAreGone(connection);
        connection.unwrap(PGConnection.class).setPrepareThreshold(1);
        connection.setNetworkTimeout(Runnable::run, millis(timeouts.socket()));
    }

    /// Lets the server end a statement of ours whose answer nobody awaits. Not every platform can.
    private static void noticeWhenWeAreGone(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET client_connection_check_interval = 1000");
        } catch (SQLException e) {
            if (connection.isClosed()) throw e;
        }
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
