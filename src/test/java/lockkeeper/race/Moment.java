package lockkeeper.race;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Waits for a moment of the monotonic clock, to some microseconds.
final class Moment {
    private static final long SPIN = 60_000;

    private Moment() {}

    static void await(long nanoTime) {
        for (var left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime())
            if (left > SPIN) LockSupport.parkNanos(left - SPIN);
            else Thread.onSpinWait();
    }

    /// Any time up to so much earlier or later.
    static long about(long nanos) {
        return ThreadLocalRandom.current().nextLong(-nanos, nanos);
    }
}
