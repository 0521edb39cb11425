package lockkeeper.graph;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.LockOwner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Corrects a queue by what `pg_blocking_pids` answered for some of its waiters: whoever it lists
/// and does not hold a conflicting lock stands ahead, every other conflicting request stands
/// behind.
final class VerifiedOrder {
    private final Map<Integer, Set<Integer>> answers;
    private final Groups groups;

    VerifiedOrder(Map<Integer, Set<Integer>> answers, Groups groups) {
        this.answers = answers;
        this.groups = groups;
    }

    List<AwaitedLock> apply(ContendedLock lock, List<AwaitedLock> queue) {
        if (answers.isEmpty()) return queue;
        var before = new ArrayList<int[]>();
        for (var i = 0; i < queue.size(); i++) {
            var blockers = answers.get(queue.get(i).waiter().pid());
            if (blockers != null) constrain(lock, queue, i, blockers, before);
        }
        return before.isEmpty() ? queue : sorted(queue, before);
    }

    /// Adds a pair (first, second) of positions for each pair whose order the answer tells.
    private void constrain(
            ContendedLock lock,
            List<AwaitedLock> queue,
            int asked,
            Set<Integer> blockers,
            List<int[]> before) {
        var waiter = queue.get(asked);
        var group = groups.of(waiter.waiter());
        var hard = hardBlockers(lock, waiter);
        for (var i = 0; i < queue.size(); i++) {
            var other = groups.of(queue.get(i).waiter());
            if (i == asked || other.equals(group) || hard.contains(other)) continue;
            if (!queue.get(i).mode().conflictsWith(waiter.mode())) continue;
            before.add(
                    blockers.contains(other.pid()) ? new int[] {i, asked} : new int[] {asked, i});
        }
    }

    private Set<LockOwner> hardBlockers(ContendedLock lock, AwaitedLock waiter) {
        var hard = new HashSet<LockOwner>();
        for (var held : lock.holders())
            if (held.mode().conflictsWith(waiter.mode())) hard.add(groups.of(held.holder()));
        return hard;
    }

    /// Topological order that keeps the old one wherever it is free; the old one if the answers,
    /// taken a moment apart, contradict each other.
    private static List<AwaitedLock> sorted(List<AwaitedLock> queue, List<int[]> before) {
        var waitsFor = new int[queue.size()];
        var next = new HashMap<Integer, List<Integer>>();
        for (var pair : before) {
            waitsFor[pair[1]]++;
            next.computeIfAbsent(pair[0], _ -> new ArrayList<>()).add(pair[1]);
        }
        var free = new PriorityQueue<Integer>();
        for (var i = 0; i < waitsFor.length; i++) if (waitsFor[i] == 0) free.add(i);
        var sorted = new ArrayList<AwaitedLock>(queue.size());
        while (!free.isEmpty()) {
            int i = free.remove();
            sorted.add(queue.get(i));
            for (var after : next.getOrDefault(i, List.of()))
                if (--waitsFor[after] == 0) free.add(after);
        }
        return sorted.size() == queue.size() ? sorted : queue;
    }
}
