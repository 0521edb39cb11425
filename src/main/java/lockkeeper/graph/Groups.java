package lockkeeper.graph;

import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.UnknownBackend;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// The lock groups of a sample: a parallel query's workers count as their leader, since members of
/// a group do not block each other (`lmgr/README`, "Group Locking").
final class Groups {
    private final Map<LockOwner, LockOwner> leaders = new HashMap<>();

    Groups(LockSnapshot snapshot) {
        for (var backend : snapshot.backends().values()) {
            var leaderPid = backend.leaderPid();
            if (leaderPid == null) continue;
            var leader = snapshot.backends().get(leaderPid);
            leaders.put(backend.id(), leader == null ? new UnknownBackend(leaderPid) : leader.id());
        }
    }

    /// What each group holds, as a set of mode bits.
    Map<LockOwner, Integer> held(List<HeldLock> locks) {
        var held = HashMap.<LockOwner, Integer>newHashMap(locks.size());
        for (var lock : locks) held.merge(of(lock.holder()), lock.mode().bit(), (a, b) -> a | b);
        return held;
    }

    /// What each group that also waits here holds: the others do not matter for the order of the
    /// queue, and there may be very many of them.
    Map<LockOwner, Integer> heldByWaiters(ContendedLock lock) {
        var waiting = new HashSet<LockOwner>();
        for (var waiter : lock.waiters()) waiting.add(of(waiter.waiter()));
        var held = new HashMap<LockOwner, Integer>();
        for (var holding : lock.holders()) {
            var group = of(holding.holder());
            if (waiting.contains(group)) held.merge(group, holding.mode().bit(), (a, b) -> a | b);
        }
        return held;
    }

    /// The owner that stands for the group of this one; itself if it is in none.
    LockOwner of(LockOwner owner) {
        return leaders.isEmpty() ? owner : leaders.getOrDefault(owner, owner);
    }
}
