package lockkeeper.guard;

import lockkeeper.graph.WaitGraph;
import lockkeeper.graph.WaitQueue;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the pile-ups of a graph: each connected part of it in which DDL keeps others out.
public final class PileUps {
    private final WaitGraph graph;

    private PileUps(WaitGraph graph) {
        this.graph = graph;
    }

    /// The pile-ups, largest first. Somebody is stuck in each.
    public static List<PileUp> of(WaitGraph graph) {
        return graph.queues().isEmpty() ? List.of() : new PileUps(graph).find();
    }

    private List<PileUp> find() {
        var left = new LinkedHashMap<LockOwner, Suspect>();
        for (var suspect : Suspects.of(graph)) left.put(suspect.owner(), suspect);
        var pileUps = new ArrayList<PileUp>();
        while (!left.isEmpty()) {
            var here = new ArrayList<Suspect>();
            var queues = connected(left.firstEntry().getKey(), left, here);
            var pileUp = pileUp(queues, here);
            if (!pileUp.stuck().isEmpty()) pileUps.add(pileUp);
        }
        pileUps.sort(Comparator.comparingInt((PileUp p) -> p.stuck().size()).reversed());
        return pileUps;
    }

    /// The queues that can be reached from a group by going from queue to member and on. The
    /// suspects on the way are moved from one collection to the other.
    private Set<WaitQueue> connected(
            LockOwner start, Map<LockOwner, Suspect> from, List<Suspect> to) {
        var queues = new LinkedHashSet<WaitQueue>();
        var seen = new HashSet<LockOwner>(Set.of(start));
        var next = new ArrayDeque<LockOwner>(Set.of(start));
        for (var group = next.poll(); group != null; group = next.poll()) {
            var suspect = from.remove(group);
            if (suspect != null) to.add(suspect);
            for (var queue : graph.queuesOf(group)) {
                if (!queues.add(queue)) continue;
                for (var lock : queue.holders()) visit(lock.holder(), seen, next);
                for (var lock : queue.waiters()) visit(lock.waiter(), seen, next);
            }
        }
        return queues;
    }

    private void visit(LockOwner member, Set<LockOwner> seen, Deque<LockOwner> next) {
        var group = graph.group(member);
        if (seen.add(group)) next.add(group);
    }

    private PileUp pileUp(Set<WaitQueue> queues, List<Suspect> suspects) {
        suspects.sort(
                Comparator.comparing(
                        Suspect::waitStart, Comparator.nullsFirst(Comparator.naturalOrder())));
        var sets = new SmallestSet(graph, suspects);
        var all = sets.of(suspects);
        var fewest = sets.find(all, all.all().size());
        var waiting = new LinkedHashSet<LockOwner>();
        for (var queue : queues) for (var waiter : queue.waiters()) waiting.add(waiter.waiter());
        var target =
                suspects.stream()
                        .map(Suspect::target)
                        .max(Comparator.comparingInt(this::length))
                        .orElseThrow();
        return new PileUp(
                target, suspects, fewest == null ? List.of() : fewest.set(), all.all(), waiting);
    }

    private int length(LockTarget target) {
        var queue = graph.queue(target);
        return queue == null ? 0 : queue.waiters().size();
    }
}
