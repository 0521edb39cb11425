package lockkeeper.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;

/// When to look again: often while somebody waits, less often while nobody does, and never so often
/// that our own statements keep a server's core busy for more than a twentieth of the time.
final class Pace {
    private static final int SHARE = 20;
    private static final int REMEMBERED = 5;

    private volatile SamplingSettings settings;

    /// How long the last readings took, in nanoseconds. The shortest counts: it says what the
    /// server needs, the others what else the machines were doing.
    private final ArrayDeque<Long> took = new ArrayDeque<>();

    Pace(SamplingSettings settings) {
        this.settings = settings;
    }

    void use(SamplingSettings changed) {
        settings = changed;
    }

    void read(Duration duration) {
        took.addLast(duration.toNanos());
        if (took.size() > REMEMBERED) took.removeFirst();
    }

    /// From the beginning of one look to that of the next.
    Duration interval(boolean contended) {
        var wanted = contended ? settings.contendedInterval() : settings.interval();
        if (took.size() < REMEMBERED) return wanted; // the first readings are slow everywhere
        var least = SHARE * Collections.min(took);
        return least > wanted.toNanos() ? Duration.ofNanos(least) : wanted;
    }
}
