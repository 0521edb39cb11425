package lockkeeper.graph;

import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whom one waiter waits for, in short: what [WaitGraph#edgesOf] says, cut to the first of them.
///
/// @param first those who hold a conflicting lock, then those ahead in queue order
/// @param holders how many in all hold a conflicting lock
/// @param all how many there are in all
public record Blockers(List<LockOwner> first, int holders, int all) {
    /// For one who does not wait.
    public static final Blockers NONE = new Blockers(List.of(), 0, 0);

    public Blockers {
        first = List.copyOf(first);
    }

    static Blockers of(List<Edge> edges, int most) {
        var first = edges.stream().limit(most).map(Edge::blocker).toList();
        var holders = edges.stream().filter(Edge.Hard.class::isInstance).count();
        return new Blockers(first, (int) holders, edges.size());
    }

    /// For every waiter of a queue in one pass from head to tail: the edges, of which there may be
    /// the square of the waiters, are never made.
    static Map<LockOwner, Blockers> of(WaitQueue queue, Groups groups, int most) {
        var blockers = new HashMap<LockOwner, Blockers>();
        var inTheWay = new EnumMap<LockMode, Line>(LockMode.class);
        for (var waiter : queue.waiters())
            inTheWay.computeIfAbsent(waiter.mode(), mode -> new Line(queue, groups, mode));
        for (var waiter : queue.waiters()) {
            var group = groups.of(waiter.waiter());
            var line = inTheWay.get(waiter.mode());
            if (line != null && !line.contains(group))
                blockers.put(waiter.waiter(), line.blockers(most));
            else blockers.put(waiter.waiter(), of(queue.edgesOf(waiter), most));
            inTheWay.forEach(
                    (mode, others) -> {
                        if (mode.conflictsWith(waiter.mode())) others.add(group);
                    });
        }
        return blockers;
    }

    /// Everybody, so far, who is in the way of a request in one mode.
    private static final class Line {
        private final List<LockOwner> inOrder = new ArrayList<>();
        private final Set<LockOwner> known = new HashSet<>();
        private final int holders;

        Line(WaitQueue queue, Groups groups, LockMode mode) {
            for (var lock : queue.holders())
                if (lock.mode().conflictsWith(mode)) add(groups.of(lock.holder()));
            this.holders = inOrder.size();
        }

        void add(LockOwner group) {
            if (known.add(group)) inOrder.add(group);
        }

        boolean contains(LockOwner group) {
            return known.contains(group);
        }

        Blockers blockers(int most) {
            var first = inOrder.subList(0, Math.min(most, inOrder.size()));
            return new Blockers(first, holders, inOrder.size());
        }
    }
}
