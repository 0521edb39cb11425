package lockkeeper.pg;

import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.SnapshotFailed;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Samples a target every 100 ms, as the daemon does in a storm, and notes how long it was blind.
final class Sampling implements AutoCloseable {
    private final PgTarget target;
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private volatile long lastGood = System.nanoTime();
    private volatile long longest;
    private volatile @Nullable LockSnapshot newest;
    private volatile @Nullable SnapshotFailed failure;

    @SuppressWarnings("FutureReturnValueIgnored")
    Sampling(PgTarget target) {
        this.target = target;
        loop.scheduleWithFixedDelay(this::look, 0, 100, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            target.source().glance();
            newest = target.source().read();
            failure = null;
            var now = System.nanoTime();
            longest = Math.max(longest, now - lastGood);
            lastGood = now;
        } catch (SnapshotFailed e) {
            failure = e;
        }
    }

    /// The longest time without a sample since the start or the last call.
    Duration longestGap() {
        var gap = Math.max(longest, System.nanoTime() - lastGood);
        longest = 0;
        return Duration.ofNanos(gap);
    }

    /// Why the last look failed, null if it did not.
    @Nullable SnapshotFailed failure() {
        return failure;
    }

    @Nullable LockSnapshot newest() {
        return newest;
    }

    @Override
    public void close() {
        loop.close();
    }
}
