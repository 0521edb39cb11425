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

    private final Map<BackendId, Glimpse> last = new HashMap<>();
    private final List<Ended> ended = new ArrayList<>();

    /// @param at the first look without it
    private record Ended(Glimpse last, Instant at) {}

    /// One more look.
    ///
    /// @param at the server's clock
    /// @param seen the command's sessions that it showed
    public synchronized void add(Instant at, Collection<Glimpse> seen) {
        var now = new HashMap<BackendId, Glimpse>();
        for (var one : seen) now.put(one.session(), one);
        for (var before : last.values())
            if (before.waitStart() != null
                    && before.at().plus(GAP).isAfter(at)
                    && !before.isSameWait(now.get(before.session()))
                    && ended.stream().noneMatch(known -> known.last().equals(before)))
                ended.add(new Ended(before, at));
        last.putAll(now);
    }

    public synchronized void forget() {
        last.clear();
        ended.clear();
    }

    /// The last that was seen of a session; null if nothing was.
    public synchronized @Nullable Glimpse of(BackendId session) {
        return last.get(session);
    }

    /// The waits that ended just when they had lasted for so long.
    public synchronized List<Glimpse> thatLasted(Duration timeout) {
        return ended.stream().filter(one -> lasted(one, timeout)).map(Ended::last).toList();
    }

    private static boolean lasted(Ended one, Duration timeout) {
        var start = one.last().waitStart();
        if (start == null) return false;
        var due = start.plus(timeout);
        return !one.last().at().isAfter(due.plus(SLACK)) && !one.at().isBefore(due.minus(SLACK));
    }
}
