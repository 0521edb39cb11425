package lockkeeper.guard;

import lockkeeper.graph.WaitGraph;
import lockkeeper.graph.WaitQueue;
import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockOwner;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        var found = new LinkedHashMap<LockOwner, Suspect>();
        for (var queue : graph.queues()) {
            if (!queue.target().isSchemaObject()) continue;
            for (var group : queue.stoppers()) {
                var suspect = suspect(queue, group);
                if (suspect != null) found.merge(group, suspect, Suspects::both);
            }
        }
        return List.copyOf(found.values());
    }

    private @Nullable Suspect suspect(WaitQueue queue, LockOwner group) {
        var holds = held(queue, group);
        var awaits = awaited(queue, group);
        if (awaits != null)
            return waiting(group, holds == null ? Stage.WAITS : Stage.HOLDS, awaits);
        return holds == null ? null : holding(group, holds);
    }

    /// One who is in the way in two queues: what it awaits tells more than what it holds.
    private static Suspect both(Suspect one, Suspect other) {
        var othersTellsMore = one.granted() && !other.granted();
        var main = othersTellsMore ? other : one;
        var rest = othersTellsMore ? one : other;
        var targets = new ArrayList<>(main.targets());
        targets.addAll(rest.targets());
        var stage =
                one.stage() == Stage.HOLDS || other.stage() == Stage.HOLDS
                        ? Stage.HOLDS
                        : Stage.WAITS;
        return new Suspect(
                main.owner(),
                main.backend(),
                stage,
                main.target(),
                main.mode(),
                main.granted(),
                main.virtualTransaction(),
                main.waitStart(),
                targets);
    }

    /// Of a group, the leader's own lock if it has one: a signal to it is pinned to its
    /// transaction, and the workers of a parallel build have transactions of their own.
    private @Nullable HeldLock held(WaitQueue queue, LockOwner group) {
        if (!queue.stopsClientWork(group)) return null;
        HeldLock found = null;
        for (var lock : queue.holders()) {
            if (!graph.group(lock.holder()).equals(group)
                    || !lock.mode().stopsClientWork()
                    || !isInTheWay(queue, lock)) continue;
            if (found == null || lock.holder().equals(group)) found = lock;
        }
        return found;
    }

    private boolean isInTheWay(WaitQueue queue, HeldLock lock) {
        var group = graph.group(lock.holder());
        for (var waiter : queue.waiters())
            if (waiter.mode().conflictsWith(lock.mode())
                    && !graph.group(waiter.waiter()).equals(group)) return true;
        return false;
    }

    private @Nullable AwaitedLock awaited(WaitQueue queue, LockOwner group) {
        for (var member : graph.waitingMembers(group)) {
            var lock = graph.awaited(member);
            if (lock != null
                    && lock.target().equals(queue.target())
                    && lock.mode().stopsClientWork()) return lock;
        }
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
                lock.waitStart(),
                List.of(lock.target()));
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
                null,
                List.of(lock.target()));
    }
}
