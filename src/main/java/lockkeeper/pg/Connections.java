package lockkeeper.pg;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import lockkeeper.watch.PoolUse;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

/// The two permanent connections to one server. Both are opened at the start and never retired: in
/// a storm no new one may be had, with all slots taken or the catalogs locked that a login reads.
///
/// The loops borrow theirs once and keep it, so that its prepared statements last; the pool
/// replaces, in the background, one that was discarded.
final class Connections implements AutoCloseable {
    private static final Duration BORROW = Duration.ofSeconds(1);

    private final Dialer dialer;
    private final HikariDataSource pool;

    Connections(TargetSettings target, Timeouts timeouts) {
        dialer = new Dialer(target, new SessionSettings("lockkeeper", timeouts));
        pool = new HikariDataSource(config(target.name()));
    }

    private HikariConfig config(String name) {
        var config = new HikariConfig();
        config.setPoolName("lockkeeper-" + name);
        config.setDataSource(dialer);
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(2);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(BORROW.toMillis());
        config.setValidationTimeout(BORROW.toMillis());
        config.setMaxLifetime(0);
        config.setIdleTimeout(0);
        config.setKeepaliveTime(0);
        return config;
    }

    void use(TargetSettings login) {
        dialer.use(login);
    }

    /// A connection, or the reason why there is none, after a second at most.
    ServerSession borrow() throws SQLException {
        try {
            return ServerSession.of(pool.getConnection());
        } catch (SQLException e) {
            var why = dialer.lastFailure();
            if (why == null) throw new NotConnected("not connected yet");
            var words = Objects.requireNonNullElse(why.getMessage(), "no connection");
            throw new NotConnected(words, state(why), why);
        }
    }

    private static String state(SQLException why) {
        var state = why.getSQLState();
        return state == null ? "08001" : state;
    }

    void discard(ServerSession session) {
        if (session.discard()) pool.evictConnection(session.pooled());
    }

    PoolUse use() {
        var now = pool.getHikariPoolMXBean();
        return new PoolUse(
                now.getTotalConnections(),
                now.getActiveConnections(),
                now.getIdleConnections(),
                now.getThreadsAwaitingConnection(),
                pool.getMaximumPoolSize(),
                pool.getMinimumIdle());
    }

    @Override
    public void close() {
        dialer.close();
        pool.close();
    }
}
