package lockkeeper.exec;

import lockkeeper.lock.BackendId;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Tells when the command keeps itself waiting: one of its sessions waits for another one that
/// idles in its transaction, perhaps until the first is done. The guard leaves that alone, since it
/// harms nobody else.
public final class OwnWaits {
    /// A tool may well keep a transaction open for a moment.
    private static final Duration LONG = Duration.ofSeconds(5);

    private final Progress progress;
    private final Set<BackendId> told = new HashSet<>();

    public OwnWaits(Progress progress) {
        this.progress = progress;
    }

    /// Tells of each session once.
    public synchronized void look(Collection<Glimpse> seen) {
        for (var one : seen) {
            if (!hasLasted(one) || told.contains(one.session())) continue;
            for (var obstacle : one.obstacles())
                if (obstacle.ownIdle() && told.add(one.session()))
                    progress.say(words(one, obstacle));
        }
    }

    private static boolean hasLasted(Glimpse one) {
        var start = one.waitStart();
        return start != null && !start.plus(LONG).isAfter(one.at());
    }

    private static String words(Glimpse one, Obstacle obstacle) {
        var words =
                "its %s (pid %d) waits for %s, which is its own, too, and may do so for ever."
                        .formatted(one.command(), one.session().pid(), obstacle.description());
        return one.command().endsWith("CONCURRENTLY")
                ? words + " If this is Flyway, set flyway.postgresql.transactional.lock=false."
                : words;
    }
}
