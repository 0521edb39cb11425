package lockkeeper.exec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// Whether the server showed that a stopped statement was part of a longer transaction, so that
/// what came before it was rolled back, too.
public enum Proof {
    /// Its transaction had begun a good while before it, or idled.
    CLEAR,
    /// Its transaction had begun just before it. That is so for the first statement of a longer
    /// one, and for every statement outside of one whose client prepares it first (pgjdbc does).
    WEAK,
    /// It was a transaction of its own, or nothing is known.
    NONE;

    /// Measured with pgjdbc: 0.02 to 0.07 ms outside of a transaction, also on a machine with too
    /// much to do; in one, from the second statement on, at least a round trip to the client.
    private static final Duration JUST = Duration.ofMillis(1);

    /// @param queryStart null for a session between two statements of its transaction
    public static Proof of(@Nullable Instant xactStart, @Nullable Instant queryStart) {
        if (xactStart == null) return NONE;
        if (queryStart == null) return CLEAR;
        if (!xactStart.isBefore(queryStart)) return NONE;
        return xactStart.plus(JUST).isBefore(queryStart) ? CLEAR : WEAK;
    }
}
