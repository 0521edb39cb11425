package lockkeeper.web;

import lockkeeper.graph.Edge;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.QueryText;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The sessions of one wait graph as the API shows them.
final class SessionViews {
    private static final int MOST_BLOCKERS = 100;

    private final WaitGraph graph;
    private final LockSnapshot snapshot;
    private final QueryText text;
    private final Map<LockOwner, Integer> blocked;
    private final boolean explained;

    SessionViews(WaitGraph graph, QueryText text) {
        this.graph = graph;
        this.snapshot = graph.snapshot();
        this.text = text;
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
        var edges = graph.edgesOf(owner);
        return new SessionView(
                owner.pid(),
                backend == null ? ActivityView.UNKNOWN : ActivityView.of(backend, text),
                SessionView.gid(owner),
                awaited != null,
                awaited == null ? null : awaited.waitStart(),
                SessionView.WaitsFor.of(awaited, snapshot),
                pids(edges.stream()).limit(MOST_BLOCKERS).boxed().toList(),
                (int) pids(edges.stream()).count(),
                (int) pids(edges.stream().filter(Edge.Hard.class::isInstance)).count(),
                blocked.getOrDefault(owner, 0),
                released(owner));
    }

    /// Each once: prepared transactions are all 0.
    private static IntStream pids(Stream<Edge> edges) {
        return edges.mapToInt(edge -> edge.blocker().pid()).distinct();
    }

    /// Simulates only where it can matter: ending a session that blocks nobody releases nobody.
    private int released(LockOwner owner) {
        if (explained && !blocked.containsKey(owner)) return 0;
        return graph.without(List.of(owner)).released().size();
    }
}
