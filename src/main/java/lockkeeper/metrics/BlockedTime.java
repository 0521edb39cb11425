package lockkeeper.metrics;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// How long a session has waited since the sample before, on the server's clock.
///
/// A wait has one start, and a session that still bears the same start has waited all the time,
/// seen or not; so a gap between two samples counts in full for it. What was waited for and got
/// between two samples is not counted. A server's clock that jumps costs at most [#LONGEST] a
/// waiter.
final class BlockedTime {
    /// Twice the longest interval that can be configured.
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private @Nullable Instant previous;

    /// Seconds between the last sample and this one, or the start of the wait if that was later; 0
    /// for a wait that is so new that it bears no time yet.
    double seconds(AwaitedLock lock, LockSnapshot snapshot) {
        var from = lock.waitStart();
        if (previous == null || from == null) return 0;
        if (from.isBefore(previous)) from = previous;
        var waited = Duration.between(from, snapshot.sampledAt());
        if (waited.isNegative()) return 0;
        return Reading.seconds(waited.compareTo(LONGEST) > 0 ? LONGEST : waited);
    }

    /// To be called once all waiters of a sample were counted.
    void done(LockSnapshot snapshot) {
        previous = snapshot.sampledAt();
    }
}
