package lockkeeper.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Whether what we know of a server is still worth telling. A gauge of a server that we cannot see
/// is `NaN`: neither its last value nor zero is true. Goes by monotonic time, so that nobody who
/// sets our clock makes an old value look new.
final class Freshness {
    private final LongSupplier nanoTime;
    private final Supplier<Duration> staleAfter;
    private volatile long lastSample;
    private volatile boolean sampled;
    private volatile boolean seeing;

    Freshness(LongSupplier nanoTime, Supplier<Duration> staleAfter) {
        this.nanoTime = nanoTime;
        this.staleAfter = staleAfter;
        lastSample = nanoTime.getAsLong();
    }

    void sampled() {
        lastSample = nanoTime.getAsLong();
        sampled = true;
        seeing = true;
    }

    void missed() {
        seeing = false;
    }

    /// Whether the last look succeeded, not too long ago.
    boolean isUp() {
        return seeing && isFresh();
    }

    /// Since the last sample; before the first, since we began.
    double age() {
        return Math.max(0, Reading.seconds(Duration.ofNanos(nanoTime.getAsLong() - lastSample)));
    }

    double ifFresh(double value) {
        return isFresh() ? value : Double.NaN;
    }

    private boolean isFresh() {
        return sampled && age() <= Reading.seconds(staleAfter.get());
    }
}
