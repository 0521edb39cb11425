package lockkeeper.pg;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// One of our connections, borrowed for good. Opens and warms it again after it was lost; every
/// call is bounded in time.
final class PermanentSession {
    /// What is done with the connection.
    interface Work<T> {
        T with(ServerSession session) throws SQLException;
    }

    interface Step {
        void with(ServerSession session) throws SQLException;
    }

    private final Connections connections;
    private final Watchdog watchdog;
    private final Step warmUp;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable ServerSession session;

    /// @param warmUp done once with each new connection, so that nothing in a storm is the first of
    ///   its kind
    PermanentSession(Connections connections, Watchdog watchdog, Step warmUp) {
        this.connections = connections;
        this.watchdog = watchdog;
        this.warmUp = warmUp;
    }

    /// Process id of our backend, 0 while there is none.
    int pid() {
        var current = session;
        return current == null ? 0 : current.pid();
    }

    /// Whether this is the one that works now; not, once it was lost.
    boolean isOn(ServerSession some) {
        return session == some;
    }

    <T> T call(Work<T> work) throws SQLException {
        lock();
        try {
            var known = session;
            var current = known == null ? open() : known;
            return watched(current, work);
        } finally {
            lock.unlock();
        }
    }

    private void lock() throws SQLException {
        try {
            if (lock.tryLock(watchdog.patience().toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new NotConnected("our connection is busy");
    }

    private ServerSession open() throws SQLException {
        var fresh = connections.borrow();
        try {
            watched(
                    fresh,
                    session -> {
                        warmUp.with(session);
                        return true;
                    });
        } catch (SQLException e) {
            discard(fresh);
            throw e;
        }
        session = fresh;
        return fresh;
    }

    private <T> T watched(ServerSession current, Work<T> work) throws SQLException {
        watchdog.begun(current);
        try {
            return work.with(current);
        } catch (SQLException e) {
            if (Failure.of(e).losesConnection() || !current.isOpen()) discard(current);
            throw e;
        } catch (RuntimeException e) {
            discard(current);
            throw e;
        } finally {
            watchdog.ended(current);
        }
    }

    private void discard(ServerSession lost) {
        session = null;
        connections.discard(lost);
    }
}
