package lockkeeper.guard;

import lockkeeper.graph.WaitGraph;
import lockkeeper.graph.WaitQueue;
import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockOwner;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Finds the suspects of a graph.
final class Suspects {
    private final WaitGraph graph;

    private Suspects(WaitGraph graph) {
        this.graph = graph;
    }

    static List<Suspect> of(WaitGraph graph) {
        return new Suspects(graph).find();
    }

    private List<Suspect> find() {
        var found = new ArrayList<Suspect>();
        for (var group : graph.blockedCounts().keySet()) {
            var suspect = suspect(group);
            if (suspect != null) found.add(suspect);
        }
        return found;
    }

    private @Nullable Suspect suspect(LockOwner group) {
        @Nullable HeldLock holds = null;
        @Nullable AwaitedLock awaits = null;
        for (var queue : graph.queuesOf(group)) {
            if (!queue.target().isSchemaObject() || queue.blockedBy(group).isEmpty()) continue;
            holds = holds == null ? held(queue, group) : holds;
            awaits = awaits == null ? awaited(queue, group) : awaits;
        }
        var stage = holds == null ? Stage.WAITS : Stage.HOLDS;
        if (awaits != null) return waiting(group, stage, awaits);
        return holds == null ? null : holding(group, holds);
    }

    private @Nullable HeldLock held(WaitQueue queue, LockOwner group) {
        for (var lock : queue.holders())
            if (graph.group(lock.holder()).equals(group)
                    && lock.mode().stopsClientWork()
                    && isInTheWay(queue, lock)) return lock;
        return null;
    }

    private boolean isInTheWay(WaitQueue queue, HeldLock lock) {
        var group = graph.group(lock.holder());
        for (var waiter : queue.waiters())
            if (waiter.mode().conflictsWith(lock.mode())
                    && !graph.group(waiter.waiter()).equals(group)) return true;
        return false;
    }

    private @Nullable AwaitedLock awaited(WaitQueue queue, LockOwner group) {
        for (var waiter : queue.waiters())
            if (graph.group(waiter.waiter()).equals(group) && waiter.mode().stopsClientWork())
                return waiter;
        return null;
    }

    private Suspect waiting(LockOwner group, Stage stage, AwaitedLock lock) {
        return new Suspect(
                group,
                graph.snapshot().backend(group),
                stage,
                lock.target(),
                lock.mode(),
                false,
                lock.virtualTransaction(),
                lock.waitStart());
    }

    private Suspect holding(LockOwner group, HeldLock lock) {
        return new Suspect(
                group,
                graph.snapshot().backend(group),
                Stage.HOLDS,
                lock.target(),
                lock.mode(),
                true,
                lock.virtualTransaction(),
                null);
    }
}
