package lockkeeper.incident;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// The stories that go on, and those that ended so lately that they may begin once more.
final class Cases {
    /// The same again so soon after is the same story: a framework that tries again.
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Deque<Case> all = new ArrayDeque<>();

    void add(Case begun) {
        all.add(begun);
    }

    void remove(Case forgotten) {
        all.remove(forgotten);
    }

    List<Case> all() {
        return List.copyOf(all);
    }

    /// Those of one server that go on.
    List<Case> open(String target) {
        return all.stream()
                .filter(known -> known.target().equals(target) && known.isOpen())
                .toList();
    }

    /// The one that a sighting belongs to; null if it is a new story.
    ///
    /// @param taken those that were seen in this sample already
    @Nullable Case of(String target, Sighting sighting, Instant now, Set<Case> taken) {
        Case again = null;
        for (var known : all) {
            if (!known.target().equals(target) || taken.contains(known)) continue;
            if (known.isOpen() && known.isAbout(sighting)) return known;
            if (isRecent(known, now) && known.isAgain(sighting)) again = known;
        }
        return again;
    }

    /// @param now by the clock of this server, which tells nothing of the others'
    void forgetOld(String target, Instant now) {
        all.removeIf(
                known -> known.target().equals(target) && !known.isOpen() && !isRecent(known, now));
    }

    private static boolean isRecent(Case known, Instant now) {
        var endedAt = known.endedAt();
        return endedAt != null && !endedAt.plus(AGAIN).isBefore(now);
    }
}
