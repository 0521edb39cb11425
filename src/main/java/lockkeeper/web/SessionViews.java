package lockkeeper.web;

import lockkeeper.graph.Blockers;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.QueryText;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The sessions of one wait graph as the API shows them.
final class SessionViews {
    private static final int MOST_BLOCKERS = 100;

    /// In a chain each session releases all behind it: without a bound the work would grow with the
    /// square of its length.
    private static final int MOST_RELEASED = 50_000;

    private final WaitGraph graph;
    private final LockSnapshot snapshot;
    private final QueryText text;
    private final Map<LockOwner, Blockers> blockers;
    private final Map<LockOwner, Integer> blocked;
    private final boolean explained;
    private int releasedSoFar;

    SessionViews(WaitGraph graph, QueryText text) {
        this.graph = graph;
        this.snapshot = graph.snapshot();
        this.text = text;
        this.blockers = graph.blockers(MOST_BLOCKERS);
        this.blocked = graph.blockedCounts();
        this.explained = graph.unexplained().isEmpty();
    }

    /// Those who wait or block: blockers that run first, then waiters in queue order.
    List<SessionView> concerned() {
        return views(concernedOwners());
    }

    /// Those, and then everybody else we know of.
    List<SessionView> all() {
        var owners = concernedOwners();
        owners.addAll(graph.groupsInvolved());
        for (var backend : snapshot.backends().values()) owners.add(backend.id());
        return views(owners);
    }

    private Set<LockOwner> concernedOwners() {
        var roots = new ArrayList<>(graph.rootBlockers());
        roots.sort(
                Comparator.comparingInt((LockOwner owner) -> blocked.getOrDefault(owner, 0))
                        .reversed()
                        .thenComparingInt(LockOwner::pid));
        var owners = new LinkedHashSet<LockOwner>(roots);
        owners.addAll(graph.waiters());
        for (var waiter : graph.waiters()) owners.add(graph.group(waiter));
        return owners;
    }

    private List<SessionView> views(Set<LockOwner> owners) {
        return owners.stream().map(this::view).toList();
    }

    private SessionView view(LockOwner owner) {
        var backend = snapshot.backend(owner);
        var awaited = graph.awaited(owner);
        var inTheWay = blockersOf(owner);
        var pids = inTheWay.first().stream().map(LockOwner::pid).distinct().toList();
        var twice = inTheWay.first().size() - pids.size(); // prepared transactions are all 0
        return new SessionView(
                owner.pid(),
                backend == null ? ActivityView.UNKNOWN : ActivityView.of(backend, text),
                SessionView.gid(owner),
                awaited != null,
                awaited == null ? null : awaited.waitStart(),
                SessionView.WaitsFor.of(awaited, snapshot),
                pids,
                inTheWay.all() - twice,
                inTheWay.holders() - twice,
                blocked.getOrDefault(owner, 0),
                released(owner));
    }

    /// A parallel query waits if any of its members does.
    private Blockers blockersOf(LockOwner owner) {
        var waiting = graph.waitingMembers(graph.group(owner));
        var member =
                graph.awaited(owner) == null && !waiting.isEmpty() ? waiting.getFirst() : owner;
        return blockers.getOrDefault(member, Blockers.NONE);
    }

    /// Simulates only where it can matter: ending a session that blocks nobody releases nobody.
    private @Nullable Integer released(LockOwner owner) {
        if (explained && !blocked.containsKey(owner)) return 0;
        if (releasedSoFar > MOST_RELEASED) return null;
        var released = graph.without(List.of(owner)).released().size();
        releasedSoFar += released;
        return released;
    }
}
