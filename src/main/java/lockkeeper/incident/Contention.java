package lockkeeper.incident;

import lockkeeper.lock.Backend;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Set;

/// Sessions that wait behind one that waits for nobody, and no DDL is to blame. It is told of, and
/// never acted on.
///
/// @param target what most of them wait for
/// @param root who is at the end of every chain
/// @param backend its session, null for a prepared transaction or one that we cannot see
/// @param mode in which it holds what they wait for
/// @param ownBuild a session of the root's own program that waits for it with a CONCURRENTLY
///   command, so that both may wait for ever; null if there is none
public record Contention(
        Incident.Kind kind,
        LockTarget target,
        LockOwner root,
        @Nullable Backend backend,
        LockMode mode,
        Set<LockOwner> waiting,
        @Nullable Backend ownBuild) {
    public Contention {
        waiting = Collections.unmodifiableSet(waiting);
    }
}
