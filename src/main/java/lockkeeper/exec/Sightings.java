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
import lockkeeper.watch.SnapshotFailed;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// Takes from each sample what it shows of the command's sessions.
public final class Sightings implements Observer {
    private static final int MOST = 20;

    private final Predicate<BackendId> ours;
    private final Glimpses glimpses;
    private final Holders holders;
    private final OwnWaits ownWaits;

    /// Asks the server whether somebody still has a lock.
    public interface Holders {
        boolean stillHeld(HeldLock lock) throws SnapshotFailed;
    }

    /// @param ours whether a session may belong to the command
    public Sightings(
            Predicate<BackendId> ours, Glimpses glimpses, Holders holders, OwnWaits ownWaits) {
        this.ours = ours;
        this.glimpses = glimpses;
        this.holders = holders;
        this.ownWaits = ownWaits;
    }

    @Override
    public void onObservation(Observation observation) {
        var graph = observation.graph();
        var seen = new ArrayList<Glimpse>();
        for (var waiter : graph.waiters())
            if (waiter instanceof BackendId id && ours.test(id)) {
                var awaited = graph.awaited(id);
                if (awaited != null) seen.add(glimpse(graph, id, awaited));
            }
        glimpses.add(graph.snapshot().sampledAt(), seen);
        ownWaits.look(seen);
    }

    private Glimpse glimpse(WaitGraph graph, BackendId id, AwaitedLock awaited) {
        var snapshot = graph.snapshot();
        var backend = snapshot.backend(id);
        return new Glimpse(
                id,
                command(backend),
                awaited.virtualTransaction(),
                backend == null ? Proof.NONE : Proof.of(backend.xactStart(), backend.queryStart()),
                awaited.waitStart(),
                obstacles(graph, awaited),
                snapshot.sampledAt());
    }

    private static String command(@Nullable Backend backend) {
        var query = backend == null ? null : backend.query();
        var tag = query == null ? CommandTag.UNKNOWN : CommandTag.of(query);
        return tag.equals(CommandTag.UNKNOWN) ? "statement" : tag.text();
    }

    /// Those whose transactions have been open for longest come first: they are what it takes.
    private List<Obstacle> obstacles(WaitGraph graph, AwaitedLock awaited) {
        var queue = graph.queue(awaited.target());
        if (queue == null) return List.of();
        var group = graph.group(awaited.waiter());
        return queue.holders().stream()
                .filter(lock -> lock.mode().conflictsWith(awaited.mode()))
                .filter(lock -> !graph.group(lock.holder()).equals(group))
                .sorted(Comparator.comparing(lock -> since(graph, lock)))
                .limit(MOST)
                .map(lock -> obstacle(graph, awaited, lock))
                .toList();
    }

    private Obstacle obstacle(WaitGraph graph, AwaitedLock awaited, HeldLock lock) {
        var description = Sentence.blocker(graph, graph.group(lock.holder()));
        return new Obstacle(description, isOwnIdle(graph, awaited, lock), () -> remains(lock));
    }

    private boolean isOwnIdle(WaitGraph graph, AwaitedLock awaited, HeldLock lock) {
        var waiter = graph.snapshot().backend(awaited.waiter());
        var holder = graph.snapshot().backend(lock.holder());
        return waiter != null
                && holder != null
                && ours.test(holder.id())
                && holder.isIdleInTransaction()
                && holder.isOfSameProgram(waiter);
    }

    private boolean remains(HeldLock lock) {
        try {
            return holders.stillHeld(lock);
        } catch (SnapshotFailed e) {
            return true;
        }
    }

    private static Instant since(WaitGraph graph, HeldLock lock) {
        var backend = graph.snapshot().backend(lock.holder());
        var start = backend == null ? null : backend.xactStart();
        return start == null ? Instant.EPOCH : start;
    }
}
