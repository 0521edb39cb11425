package lockkeeper.incident;

import lockkeeper.graph.Edge;
import lockkeeper.graph.WaitGraph;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// What the samples tell of how a story ended that no signal of ours has ended. PostgreSQL does not
/// record who cancelled a statement or closed a session, so nothing is claimed that is not seen.
///
/// @param words a sentence for people
record Ending(EndedBy by, String words) {
    static final Ending UNSEEN = new Ending(EndedBy.UNKNOWN, "Nobody was looking when it ended.");
    static final Ending ITSELF = new Ending(EndedBy.ITSELF, "It passed by itself.");

    /// @param last how it looked when it was last seen, null if that was before a restart
    /// @param outOfSight whether nobody looked for a while since
    static Ending of(@Nullable Sighting last, WaitGraph now, boolean outOfSight) {
        if (last == null || outOfSight) return UNSEEN;
        for (var one : last.inTheWay())
            if (leftWithoutItsLock(one, last.graph(), now))
                return new Ending(
                        EndedBy.UNKNOWN,
                        ("%s left the line without its lock: somebody cancelled it, or a timeout of"
                                        + " its own did.")
                                .formatted(Described.command(one.backend())));
        return ITSELF;
    }

    /// Whether one who waited is gone from the line, though somebody who held what it waited for
    /// still is in the same transaction: locks are kept to its end.
    private static boolean leftWithoutItsLock(InTheWay one, WaitGraph before, WaitGraph now) {
        var awaited = before.awaited(one.owner());
        if (one.granted() || awaited == null) return false;
        for (var queue : now.queuesOf(now.group(one.owner())))
            if (queue.target().equals(awaited.target())) return false;
        return before.edgesOf(one.owner()).stream()
                .filter(Edge.Hard.class::isInstance)
                .map(Edge::blocker)
                .anyMatch(holder -> goesOn(holder, before.snapshot(), now.snapshot()));
    }

    private static boolean goesOn(LockOwner holder, LockSnapshot before, LockSnapshot now) {
        var was = before.backend(holder);
        if (was == null || was.xactStart() == null || !(holder instanceof BackendId)) return false;
        var is = now.backend(holder);
        if (is == null) is = now.departed().get(holder.pid());
        return is != null
                && is.id().equals(was.id())
                && Objects.equals(is.xactStart(), was.xactStart());
    }
}
