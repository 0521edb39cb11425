package lockkeeper.incident;

import lockkeeper.graph.WaitGraph;
import lockkeeper.graph.WaitQueue;
import lockkeeper.lock.Backend;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Cuts a sample to a size that can be kept and read: the heads of long queues, and only the
/// sessions that appear in them, with no more of their texts than may be kept.
final class WorstMoment {
    private static final int WAITERS = 100;
    private static final int HOLDERS = 50;

    private WorstMoment() {}

    static LockSnapshot cut(WaitGraph graph, UnaryOperator<@Nullable String> shown) {
        var snapshot = graph.snapshot();
        var locks = new ArrayList<ContendedLock>();
        var pids = new HashSet<Integer>();
        for (var queue : graph.queues()) {
            var lock = head(queue);
            locks.add(lock);
            lock.holders().forEach(held -> pids.add(held.holder().pid()));
            lock.waiters().forEach(awaited -> pids.add(awaited.waiter().pid()));
        }
        var backends = new HashMap<Integer, Backend>();
        for (var backend : snapshot.backends().values()) {
            var leader = backend.leaderPid();
            if (pids.contains(backend.id().pid()) || (leader != null && pids.contains(leader)))
                backends.put(backend.id().pid(), shown(backend, shown));
        }
        return new LockSnapshot(
                snapshot.sampledAt(),
                snapshot.inRecovery(),
                snapshot.deadlockTimeout(),
                locks,
                backends,
                snapshot.holdingElsewhere(),
                snapshot.blockingPids(),
                Map.of(),
                snapshot.relations(),
                snapshot.databases(),
                snapshot.ownPids(),
                snapshot.hidden());
    }

    private static Backend shown(Backend backend, UnaryOperator<@Nullable String> shown) {
        return backend.with(
                backend.database(),
                backend.user(),
                backend.superuser(),
                shown.apply(backend.query()));
    }

    private static ContendedLock head(WaitQueue queue) {
        return new ContendedLock(
                queue.target(), first(queue.holders(), HOLDERS), first(queue.waiters(), WAITERS));
    }

    private static <T> List<T> first(List<T> all, int most) {
        return all.subList(0, Math.min(all.size(), most));
    }
}
