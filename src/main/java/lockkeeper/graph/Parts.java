package lockkeeper.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sorts queues into the connected parts of a graph: queues that share a group belong together.
/// Only groups in several queues matter, which are few even where many hold a lock.
final class Parts {
    private final Map<WaitQueue, WaitQueue> next = new HashMap<>();

    private Parts() {}

    static List<List<WaitQueue>> of(
            Collection<WaitQueue> queues, Collection<List<WaitQueue>> ofGroups) {
        var parts = new Parts();
        for (var shared : ofGroups)
            for (var i = 1; i < shared.size(); i++) parts.join(shared.getFirst(), shared.get(i));
        var byRoot = new LinkedHashMap<WaitQueue, List<WaitQueue>>();
        for (var queue : queues)
            byRoot.computeIfAbsent(parts.root(queue), _ -> new ArrayList<>(1)).add(queue);
        return List.copyOf(byRoot.values());
    }

    private void join(WaitQueue one, WaitQueue other) {
        var from = root(one);
        var to = root(other);
        if (!from.equals(to)) next.put(from, to);
    }

    /// Halves the way as it goes, so that it stays short.
    private WaitQueue root(WaitQueue queue) {
        var at = queue;
        for (var to = next.get(at); to != null; to = next.get(at)) {
            var beyond = next.get(to);
            if (beyond != null) next.put(at, beyond);
            at = to;
        }
        return at;
    }
}
