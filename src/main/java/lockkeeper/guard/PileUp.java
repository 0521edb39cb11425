package lockkeeper.guard;

import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/// Sessions that are stuck behind DDL and that its end would release: one connected part of the
/// wait graph.
///
/// @param target what most of them wait for
/// @param suspects all DDL in it, head of the line first
/// @param culprits the smallest set of suspects whose end would release as many as the end of all,
///   were nobody exempt; empty where even that would release nobody
/// @param stuck the sessions that their end would release, DDL itself not counted
/// @param waiting everybody in this part of the graph who waits
public record PileUp(
        LockTarget target,
        List<Suspect> suspects,
        List<Suspect> culprits,
        Set<LockOwner> stuck,
        Set<LockOwner> waiting) {
    public PileUp {
        suspects = List.copyOf(suspects);
        culprits = List.copyOf(culprits);
        stuck = Collections.unmodifiableSet(stuck);
        waiting = Collections.unmodifiableSet(waiting);
    }
}
