package lockkeeper.lock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One sample: every contended lock of a server, with the sessions concerned, at one instant.
///
/// @param sampledAt the server's clock when the reading began
/// @param inRecovery whether the server is a standby
/// @param deadlockTimeout the server's `deadlock_timeout`: after so long a waiter runs the deadlock
///   detector once, which may reorder queues or make an autovacuum yield
/// @param locks the contended objects, rows of one read of the lock table and so mutually exact
/// @param backends the sessions that hold or await one of them, by pid; those we could not see lack
/// @param holdingElsewhere pids of waiters that hold any lock that somebody may wait for or has
///   waited for
/// @param blockingPids what `pg_blocking_pids` answered for waiters whose order was ambiguous, by
///   pid, read after the locks and still true of the same wait
/// @param departed sessions that stood in somebody's way in the sample before and hold or await
///   nothing contended now, as far as they still are there, by pid
/// @param relations the names of the relations in `locks`, where known
/// @param databases the names of databases by OID, where known
/// @param ownPids our own sessions on this server
/// @param hidden whether our role may not see other sessions, so that nothing may be concluded from
///   what is absent
public record LockSnapshot(
        Instant sampledAt,
        boolean inRecovery,
        Duration deadlockTimeout,
        List<ContendedLock> locks,
        Map<Integer, Backend> backends,
        Set<Integer> holdingElsewhere,
        Map<Integer, Set<Integer>> blockingPids,
        Map<Integer, Backend> departed,
        Map<LockTarget, RelationName> relations,
        Map<Long, String> databases,
        Set<Integer> ownPids,
        boolean hidden) {
    public LockSnapshot {
        locks = List.copyOf(locks);
        backends = Map.copyOf(backends);
        holdingElsewhere = Set.copyOf(holdingElsewhere);
        blockingPids = Map.copyOf(blockingPids);
        departed = Map.copyOf(departed);
        relations = Map.copyOf(relations);
        databases = Map.copyOf(databases);
        ownPids = Set.copyOf(ownPids);
    }

    /// A sample in which nobody waits.
    public static LockSnapshot quiet(Instant sampledAt, boolean inRecovery) {
        return new LockSnapshot(
                sampledAt,
                inRecovery,
                Duration.ofSeconds(1),
                List.of(),
                Map.of(),
                Set.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                false);
    }

    /// The same sample with the answers of `pg_blocking_pids`.
    public LockSnapshot withBlockingPids(Map<Integer, Set<Integer>> answers) {
        return new LockSnapshot(
                sampledAt,
                inRecovery,
                deadlockTimeout,
                locks,
                backends,
                holdingElsewhere,
                answers,
                departed,
                relations,
                databases,
                ownPids,
                hidden);
    }

    /// The name of the relation that an object is or belongs to, or null if it is not known.
    public @Nullable RelationName relation(LockTarget target) {
        if (target.relation() == 0) return null;
        var name = relations.get(target);
        return name != null
                ? name
                : relations.get(LockTarget.relation(target.database(), target.relation()));
    }

    /// The session of an owner, or null for a prepared transaction or a session we cannot see.
    public @Nullable Backend backend(LockOwner owner) {
        return owner instanceof BackendId id ? backends.get(id.pid()) : null;
    }
}
