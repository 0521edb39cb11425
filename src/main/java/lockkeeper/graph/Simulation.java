package lockkeeper.graph;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/// Plays through what the server would do if a set of groups left: the walk of `ProcLockWakeup`
/// over every queue they were in and, for those who could then finish, over the queues they would
/// leave.
///
/// Works on copies of the queues it touches; the graph stays as it was.
final class Simulation {
    private final WaitGraph graph;
    private final Map<WaitQueue, QueueState> states = new HashMap<>();
    private final SequencedSet<QueueState> touched = new LinkedHashSet<>();
    private final Map<LockTarget, LockTarget> inherited = new HashMap<>();
    private final Map<LockOwner, List<QueueState>> gained = new HashMap<>();
    private final Map<LockOwner, Integer> stillWaiting = new HashMap<>();
    private final Set<LockOwner> finished = new LinkedHashSet<>();

    Simulation(WaitGraph graph) {
        this.graph = graph;
    }

    Relief without(Set<LockOwner> leaving) {
        leaving.forEach(this::passOnPlaces);
        leaving.forEach(this::leave);
        var now = drain();
        finishAll(now);
        return new Relief(new LinkedHashSet<>(now), finished);
    }

    /// The waiters that could finish if everybody left who does not wait.
    Set<LockOwner> withoutRunners() {
        for (var queue : graph.queues()) touch(queue).releaseRunners();
        finishAll(drain());
        return finished;
    }

    private void finishAll(List<LockOwner> through) {
        var done = new ArrayDeque<>(through);
        for (var next = done.poll(); next != null; next = done.poll()) {
            finish(graph.group(next));
            done.addAll(drain());
        }
    }

    private void leave(LockOwner group) {
        for (var queue : graph.queuesOf(group)) touch(queue).release(group);
        for (var member : graph.waitingMembers(group)) {
            var place = graph.place(member);
            touch(place.queue()).drop(place.position());
        }
    }

    /// The waiters that would be granted though nobody left: none, in a consistent sample.
    Set<LockOwner> unchanged() {
        graph.queues().forEach(this::touch);
        return new LinkedHashSet<>(drain());
    }

    /// A session that waits for a transaction may hold the place in line for the row. Whoever gets
    /// the place next will wait for that transaction in turn (`heap_acquire_tuplock`).
    private void passOnPlaces(LockOwner group) {
        for (var member : graph.waitingMembers(group)) {
            var awaited = graph.awaited(member);
            if (awaited == null || awaited.target().type() != LockType.TRANSACTIONID) continue;
            for (var queue : graph.queuesOf(group))
                if (queue.target().type() == LockType.TUPLE && queue.held().by(group) != 0)
                    inherited.put(queue.target(), awaited.target());
        }
    }

    private QueueState touch(WaitQueue queue) {
        var state = states.computeIfAbsent(queue, _ -> new QueueState(queue, graph.groups()));
        touched.add(state);
        return state;
    }

    /// Walks the touched queues until nothing moves; answers who was granted meanwhile.
    private List<LockOwner> drain() {
        var through = new ArrayList<LockOwner>();
        while (!touched.isEmpty()) {
            var state = touched.removeFirst();
            for (var waiter : state.walk()) {
                through.add(waiter.waiter());
                grant(state, waiter);
            }
        }
        return through;
    }

    private void grant(QueueState state, AwaitedLock waiter) {
        var group = graph.group(waiter.waiter());
        var left = stillWaiting.getOrDefault(group, graph.waitingMembers(group).size());
        var next = inherited.get(state.target());
        var queue = next == null ? null : graph.queue(next);
        stillWaiting.put(group, queue == null ? left - 1 : left);
        if (queue != null) waitAlso(waiter, group, touch(queue));
    }

    private void waitAlso(AwaitedLock waiter, LockOwner group, QueueState queue) {
        queue.append(asWaitFor(queue.target(), waiter));
        gained.computeIfAbsent(group, _ -> new ArrayList<>(1)).add(queue);
    }

    private static AwaitedLock asWaitFor(LockTarget transaction, AwaitedLock waiter) {
        return new AwaitedLock(
                transaction,
                waiter.waiter(),
                LockMode.SHARE,
                waiter.virtualTransaction(),
                waiter.waitStart());
    }

    private void finish(LockOwner group) {
        if (stillWaiting.getOrDefault(group, 0) > 0 || !finished.add(group)) return;
        for (var queue : graph.queuesOf(group)) touch(queue).release(group);
        for (var state : gained.getOrDefault(group, List.of())) {
            state.release(group);
            touched.add(state);
        }
    }
}
