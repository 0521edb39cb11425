package lockkeeper.web;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How many sessions waited on one server in each of the last seconds of its clock. Kept in a ring,
/// so that it never grows.
final class History {
    private static final int SECONDS = 15 * 60;
    private static final int UNSEEN = -1;

    private final int[] most = new int[SECONDS];
    private final long[] second = new long[SECONDS];
    private @Nullable Instant quietSince;

    /// How far the server's clock is ahead of ours.
    private Duration ahead = Duration.ZERO;

    /// @param waiting the most that were seen in each second, oldest first; null where none was
    /// @param quietSince since when nobody has waited, as far as we were looking
    record View(
            String target,
            Instant until,
            int stepSeconds,
            @Nullable Instant quietSince,
            List<@Nullable Integer> waiting) {}

    /// @param at by the server's clock
    /// @param seenAt by our own
    synchronized void add(Instant at, Instant seenAt, int waiting) {
        ahead = Duration.between(seenAt, at);
        var now = at.getEpochSecond();
        var place = Math.floorMod(now, SECONDS);
        most[place] = second[place] == now ? Math.max(most[place], waiting) : waiting;
        second[place] = now;
        if (waiting > 0) quietSince = null;
        else if (quietSince == null) quietSince = at;
    }

    /// Who knows what happens while nobody looks.
    synchronized void missed() {
        quietSince = null;
    }

    /// @param now by our own clock
    synchronized View view(String target, Instant now) {
        var until = now.plus(ahead).getEpochSecond();
        var waiting = new ArrayList<@Nullable Integer>(SECONDS);
        for (var at = until - SECONDS + 1; at <= until; at++) {
            var seen = at(at);
            waiting.add(seen == UNSEEN ? null : Integer.valueOf(seen));
        }
        return new View(
                target,
                Instant.ofEpochSecond(until),
                1,
                quietSince,
                Collections.unmodifiableList(waiting));
    }

    private int at(long wanted) {
        var place = Math.floorMod(wanted, SECONDS);
        return second[place] == wanted ? most[place] : UNSEEN;
    }
}
