package lockkeeper.web;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How many sessions waited on one server in each of the last seconds. Kept in a ring, so that it
/// never grows.
final class History {
    private static final int SECONDS = 15 * 60;
    private static final int UNSEEN = -1;

    private final int[] most = new int[SECONDS];
    private final long[] second = new long[SECONDS];

    /// @param waiting the most that were seen in each second, oldest first; null where none was
    record View(String target, Instant until, int stepSeconds, List<@Nullable Integer> waiting) {}

    synchronized void add(Instant at, int waiting) {
        var now = at.getEpochSecond();
        var place = Math.floorMod(now, SECONDS);
        most[place] = second[place] == now ? Math.max(most[place], waiting) : waiting;
        second[place] = now;
    }

    synchronized View view(String target, Instant now) {
        var until = now.getEpochSecond();
        var waiting = new ArrayList<@Nullable Integer>(SECONDS);
        for (var at = until - SECONDS + 1; at <= until; at++) {
            var seen = at(at);
            waiting.add(seen == UNSEEN ? null : Integer.valueOf(seen));
        }
        return new View(
                target, Instant.ofEpochSecond(until), 1, Collections.unmodifiableList(waiting));
    }

    private int at(long wanted) {
        var place = Math.floorMod(wanted, SECONDS);
        return second[place] == wanted ? most[place] : UNSEEN;
    }
}
