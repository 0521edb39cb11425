package lockkeeper.exec;

import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the looks at the locks have shown of the command's sessions. Safe from any thread.
public final class Glimpses {
    /// A wait that ended later than this after it was seen last may have ended in many a way.
    private static final Duration GAP = Duration.ofSeconds(1);

    /// The times of samples and of the server's timer are not the same instant.
    private static final Duration SLACK = Duration.ofMillis(50);

    private final @Nullable Duration lockTimeout;

    /// What the newest look showed.
    private Map<BackendId, Glimpse> newest = Map.of();

    private final List<Glimpse> timedOut = new ArrayList<>();

    /// @param lockTimeout the `lock_timeout` of the command's sessions; null: none
    public Glimpses(@Nullable Duration lockTimeout) {
        this.lockTimeout = lockTimeout;
    }

    /// One more look.
    ///
    /// @param at the server's clock
    /// @param seen the command's sessions that it showed
    public synchronized void add(Instant at, Collection<Glimpse> seen) {
        var now = new HashMap<BackendId, Glimpse>();
        for (var one : seen) now.put(one.session(), one);
        if (lockTimeout != null)
            for (var before : newest.values())
                if (!before.isSameWait(now.get(before.session()))
                        && lasted(before, at, lockTimeout)) timedOut.add(before);
        newest = now;
    }

    public synchronized void forget() {
        newest = Map.of();
        timedOut.clear();
    }

    /// A session as the newest look showed it; null if it did not.
    public synchronized @Nullable Glimpse of(BackendId session) {
        return newest.get(session);
    }

    /// The waits that ended just when they had lasted for the whole `lock_timeout`.
    public synchronized List<Glimpse> timedOut() {
        return List.copyOf(timedOut);
    }

    /// @param end the first look without it
    private static boolean lasted(Glimpse wait, Instant end, Duration timeout) {
        var start = wait.waitStart();
        if (start == null || !wait.at().plus(GAP).isAfter(end)) return false;
        var due = start.plus(timeout);
        return !wait.at().isAfter(due.plus(SLACK)) && !end.isBefore(due.minus(SLACK));
    }
}
