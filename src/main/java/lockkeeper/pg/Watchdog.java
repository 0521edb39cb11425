package lockkeeper.pg;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Closes the socket of a call that neither the server nor the socket's own timeout has ended: the
/// last resort against a peer that answers drop by drop.
final class Watchdog implements AutoCloseable {
    private final Duration patience;
    private final ScheduledThreadPoolExecutor clock;

    Watchdog(Duration patience) {
        this.patience = patience;
        clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("lockkeeper-watchdog").factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    Duration patience() {
        return patience;
    }

    /// To be cancelled when the call has returned.
    Future<?> watch(ServerSession session) {
        return clock.schedule(session::abort, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
