package lockkeeper.pg;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Closes the socket of a call that neither the server nor the socket's own timeout has ended: the
/// last resort against a peer that answers drop by drop.
///
/// It looks now and then, instead of being woken by each call: there are dozens of those a second
/// in a storm.
final class Watchdog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    private static final int LOOKS = 4;

    private final Duration patience;
    private final Map<ServerSession, Long> calls = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param patience how long a call may take at least; it may be a quarter more
    Watchdog(Duration patience) {
        this.patience = patience;
        Thread.ofPlatform().daemon().name("lockkeeper-watchdog").start(this::run);
    }

    Duration patience() {
        return patience;
    }

    /// Watches until [#ended]. One call at a time of each session.
    void begun(ServerSession session) {
        calls.put(session, System.nanoTime());
    }

    void ended(ServerSession session) {
        calls.remove(session);
    }

    private void run() {
        try {
            var apart = patience.toMillis() / LOOKS;
            while (!closed.await(apart, TimeUnit.MILLISECONDS)) look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        var now = System.nanoTime();
        calls.forEach(
                (session, begun) -> {
                    if (now - begun > patience.toNanos()) abort(session);
                });
    }

    /// A fault of the driver must not end the watch over the other sessions.
    private static void abort(ServerSession session) {
        try {
            session.abort();
        } catch (RuntimeException e) {
            log.warn("a connection that hangs could not be closed", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
