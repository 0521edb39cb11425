package lockkeeper.graph;

import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.UnknownBackend;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The lock groups of a sample: a parallel query's workers count as their leader, since members of
/// a group do not block each other (`lmgr/README`, "Group Locking").
final class Groups {
    private final Map<LockOwner, LockOwner> leaders = new HashMap<>();
    private final Set<LockOwner> several = new HashSet<>();
    private final Set<LockOwner> waiting = new HashSet<>();

    Groups(LockSnapshot snapshot) {
        for (var backend : snapshot.backends().values()) {
            var leaderPid = backend.leaderPid();
            if (leaderPid == null) continue;
            var known = snapshot.backends().get(leaderPid);
            var leader = known == null ? new UnknownBackend(leaderPid) : known.id();
            leaders.put(backend.id(), leader);
            several.add(leader);
        }
        for (var lock : snapshot.locks())
            for (var waiter : lock.waiters()) waiting.add(of(waiter.waiter()));
    }

    /// The owner that stands for the group of this one; itself if it is in none.
    LockOwner of(LockOwner owner) {
        return leaders.isEmpty() ? owner : leaders.getOrDefault(owner, owner);
    }

    /// Whether a member of this group waits for anything.
    boolean waits(LockOwner group) {
        return waiting.contains(group);
    }

    /// Whether a group has workers beside its leader.
    boolean hasWorkers(LockOwner group) {
        return several.contains(group);
    }
}
