package lockkeeper.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Whether what we know of a server is still worth telling. A gauge of a server that we cannot see
/// is `NaN`: neither its last value nor zero is true.
final class Freshness {
    private final InstantSource clock;
    private final Supplier<Duration> staleAfter;
    private volatile Instant lastSample;
    private volatile boolean sampled;
    private volatile boolean seeing;

    Freshness(InstantSource clock, Supplier<Duration> staleAfter) {
        this.clock = clock;
        this.staleAfter = staleAfter;
        lastSample = clock.instant();
    }

    void sampled() {
        lastSample = clock.instant();
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
        return Math.max(0, Reading.seconds(Duration.between(lastSample, clock.instant())));
    }

    double ifFresh(double value) {
        return isFresh() ? value : Double.NaN;
    }

    private boolean isFresh() {
        return sampled && age() <= Reading.seconds(staleAfter.get());
    }
}
