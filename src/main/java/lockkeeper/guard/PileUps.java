package lockkeeper.guard;

import lockkeeper.graph.WaitGraph;
import lockkeeper.graph.WaitQueue;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;

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
        var suspects = new HashMap<LockTarget, List<Suspect>>();
        for (var suspect : Suspects.of(graph))
            suspects.computeIfAbsent(suspect.target(), _ -> new ArrayList<>(1)).add(suspect);
        if (suspects.isEmpty()) return List.of();
        var pileUps = new ArrayList<PileUp>();
        for (var part : graph.parts()) {
            var here = new ArrayList<Suspect>();
            for (var queue : part) here.addAll(suspects.getOrDefault(queue.target(), List.of()));
            if (here.isEmpty()) continue;
            var pileUp = pileUp(part, here);
            if (!pileUp.stuck().isEmpty()) pileUps.add(pileUp);
        }
        pileUps.sort(Comparator.comparingInt((PileUp p) -> p.stuck().size()).reversed());
        return pileUps;
    }

    private PileUp pileUp(List<WaitQueue> queues, List<Suspect> suspects) {
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
                target,
                suspects,
                fewest.isEmpty() ? List.of() : fewest.getFirst().set(),
                all.all(),
                waiting);
    }

    private int length(LockTarget target) {
        var queue = graph.queue(target);
        return queue == null ? 0 : queue.waiters().size();
    }
}
