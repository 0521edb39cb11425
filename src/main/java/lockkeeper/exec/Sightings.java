package lockkeeper.exec;

import lockkeeper.graph.WaitGraph;
import lockkeeper.incident.Sentence;
import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.Backend;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.HeldLock;
import lockkeeper.statement.CommandTag;
import lockkeeper.watch.Observation;
import lockkeeper.watch.Observer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/// What the samples showed of the command's sessions: what each waited for, since when, and who had
/// it.
public final class Sightings implements Observer {
    private static final int MOST = 20;

    /// A wait that ended later than this after it was seen last may have ended in many a way.
    private static final Duration GAP = Duration.ofSeconds(1);

    /// @param lastSeen the server's clock
    record Wait(
            BackendId session,
            @Nullable Backend backend,
            AwaitedLock awaited,
            List<Holder> holders,
            Instant lastSeen) {
        String command() {
            var query = backend == null ? null : backend.query();
            var tag = query == null ? CommandTag.UNKNOWN : CommandTag.of(query);
            return tag.equals(CommandTag.UNKNOWN) ? "statement" : tag.text();
        }

        boolean sameAs(@Nullable Wait other) {
            return other != null
                    && awaited.virtualTransaction().equals(other.awaited.virtualTransaction())
                    && Objects.equals(awaited.waitStart(), other.awaited.waitStart());
        }
    }

    /// Somebody who had what was waited for.
    record Holder(HeldLock lock, String description) {}

    /// @param endedAt the first sample without it
    private record Ended(Wait last, Instant endedAt) {}

    private final Predicate<BackendId> ours;
    private final Map<BackendId, Wait> last = new HashMap<>();
    private final List<Ended> ended = new ArrayList<>();

    /// @param ours whether a session may belong to the command
    public Sightings(Predicate<BackendId> ours) {
        this.ours = ours;
    }

    @Override
    public synchronized void onObservation(Observation observation) {
        var graph = observation.graph();
        var now = graph.snapshot().sampledAt();
        var waits = new HashMap<BackendId, Wait>();
        for (var waiter : graph.waiters())
            if (waiter instanceof BackendId id && ours.test(id)) {
                var wait = wait(graph, id);
                if (wait != null) waits.put(id, wait);
            }
        for (var before : last.values())
            if (before.lastSeen().plus(GAP).isAfter(now)
                    && !before.sameAs(waits.get(before.session()))
                    && ended.stream().noneMatch(known -> known.last().equals(before)))
                ended.add(new Ended(before, now));
        last.putAll(waits);
    }

    private static @Nullable Wait wait(WaitGraph graph, BackendId id) {
        var awaited = graph.awaited(id);
        if (awaited == null) return null;
        var snapshot = graph.snapshot();
        return new Wait(
                id, snapshot.backend(id), awaited, holders(graph, awaited), snapshot.sampledAt());
    }

    /// Those whose transactions have been open for longest come first: they are what it takes.
    private static List<Holder> holders(WaitGraph graph, AwaitedLock awaited) {
        var queue = graph.queue(awaited.target());
        if (queue == null) return List.of();
        var group = graph.group(awaited.waiter());
        return queue.holders().stream()
                .filter(lock -> lock.mode().conflictsWith(awaited.mode()))
                .filter(lock -> !graph.group(lock.holder()).equals(group))
                .sorted(Comparator.comparing(lock -> since(graph, lock)))
                .limit(MOST)
                .map(lock -> new Holder(lock, Sentence.blocker(graph, graph.group(lock.holder()))))
                .toList();
    }

    private static Instant since(WaitGraph graph, HeldLock lock) {
        var backend = graph.snapshot().backend(lock.holder());
        var start = backend == null ? null : backend.xactStart();
        return start == null ? Instant.EPOCH : start;
    }

    synchronized void forget() {
        last.clear();
        ended.clear();
    }

    /// The last wait of a session that was seen; null if it was not seen to wait.
    synchronized @Nullable Wait of(BackendId session) {
        return last.get(session);
    }

    /// The waits that ended just when they had lasted for so long.
    synchronized List<Wait> thatLasted(Duration timeout) {
        return ended.stream().filter(one -> lasted(one, timeout)).map(Ended::last).toList();
    }

    private static boolean lasted(Ended one, Duration timeout) {
        var start = one.last().awaited().waitStart();
        if (start == null) return false;
        var due = start.plus(timeout);
        // the two clocks readings and the timer are not the same instant
        var slack = Duration.ofMillis(50);
        return !one.last().lastSeen().isAfter(due.plus(slack))
                && !one.endedAt().isBefore(due.minus(slack));
    }
}
