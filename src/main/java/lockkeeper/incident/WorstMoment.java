package lockkeeper.incident;

import lockkeeper.graph.WaitGraph;
import lockkeeper.graph.WaitQueue;
import lockkeeper.lock.Backend;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Cuts a sample to a size that can be kept and read: the heads of long queues, the one that it is
/// about before all others, and only the sessions that appear in them, with no more of their texts
/// than may be kept. So the memory that incidents take is bounded, whatever goes on in a storm.
final class WorstMoment {
    private static final int WAITERS = 100;
    private static final int HOLDERS = 50;

    /// Of all queues together.
    private static final int ROWS = 200;

    /// Of a statement's text.
    private static final int CHARACTERS = 1000;

    private WorstMoment() {}

    static LockSnapshot cut(
            WaitGraph graph, @Nullable LockTarget about, UnaryOperator<@Nullable String> shown) {
        var snapshot = graph.snapshot();
        var locks = new ArrayList<ContendedLock>();
        var pids = new HashSet<Integer>();
        var rows = 0;
        for (var queue : withFirst(graph.queues(), about)) {
            var lock = head(queue);
            rows += lock.holders().size() + lock.waiters().size();
            if (rows > ROWS && !locks.isEmpty()) break;
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

    /// The one that it is about first, then those in which somebody of that one waits.
    private static List<WaitQueue> withFirst(
            Collection<WaitQueue> queues, @Nullable LockTarget about) {
        var there = new HashSet<LockOwner>();
        for (var queue : queues)
            if (queue.target().equals(about))
                for (var held : queue.holders()) there.add(held.holder());
        var sorted = new ArrayList<WaitQueue>();
        var beyond = new ArrayList<WaitQueue>();
        for (var queue : queues)
            if (queue.target().equals(about)) sorted.addFirst(queue);
            else if (waits(queue, there)) sorted.add(queue);
            else beyond.add(queue);
        sorted.addAll(beyond);
        return sorted;
    }

    private static boolean waits(WaitQueue queue, Set<LockOwner> some) {
        for (var waiter : queue.waiters()) if (some.contains(waiter.waiter())) return true;
        return false;
    }

    private static Backend shown(Backend backend, UnaryOperator<@Nullable String> shown) {
        return backend.with(
                backend.database(),
                backend.user(),
                backend.superuser(),
                cut(shown.apply(backend.query())));
    }

    private static @Nullable String cut(@Nullable String text) {
        if (text == null || text.length() <= CHARACTERS) return text;
        var end =
                Character.isHighSurrogate(text.charAt(CHARACTERS - 1))
                        ? CHARACTERS - 1
                        : CHARACTERS;
        return text.substring(0, end) + "…";
    }

    private static ContendedLock head(WaitQueue queue) {
        return new ContendedLock(
                queue.target(), first(queue.holders(), HOLDERS), first(queue.waiters(), WAITERS));
    }

    private static <T> List<T> first(List<T> all, int most) {
        return all.subList(0, Math.min(all.size(), most));
    }
}
