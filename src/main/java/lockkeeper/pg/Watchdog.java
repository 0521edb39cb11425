package lockkeeper.pg;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Closes the socket of a call that neither the server nor the socket's own timeout has ended: the
/// last resort against a peer that answers drop by drop.
///
/// It looks now and then, instead of being woken by each call: there are ten of those a second in a
/// storm.
final class Watchdog implements AutoCloseable {
    private static final int LOOKS = 4;

    private final Duration patience;
    private final Map<ServerSession, Long> calls = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("lockkeeper-watchdog").factory());

    /// @param patience how long a call may take at least; it may be a quarter more
    Watchdog(Duration patience) {
        this.patience = patience;
        var apart = patience.toMillis() / LOOKS;
        clock.scheduleWithFixedDelay(this::look, apart, apart, TimeUnit.MILLISECONDS);
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

    private void look() {
        var now = System.nanoTime();
        calls.forEach(
                (session, begun) -> {
                    if (now - begun > patience.toNanos()) session.abort();
                });
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
