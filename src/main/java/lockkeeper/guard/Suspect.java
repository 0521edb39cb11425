package lockkeeper.guard;

import lockkeeper.lock.Backend;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// Somebody who holds or awaits a table, or another schema object, in a mode that keeps client work
/// out, and behind whom others stand. Told by its locks: its text proves nothing.
///
/// @param owner the leader, where it is a lock group
/// @param backend its session, null for a prepared transaction or one that we cannot see
/// @param target the lock that makes it a suspect: what it awaits, if it waits
/// @param waitStart since when it waits for `target`; null if it holds it
/// @param granted whether `target` is held
/// @param targets all locks by which it is in the way, `target` first
public record Suspect(
        LockOwner owner,
        @Nullable Backend backend,
        Stage stage,
        LockTarget target,
        LockMode mode,
        boolean granted,
        String virtualTransaction,
        @Nullable Instant waitStart,
        List<LockTarget> targets) {
    public Suspect {
        targets = List.copyOf(targets);
    }

    /// What stays the same while it is the same work of the same session.
    public Identity identity() {
        return new Identity(owner, virtualTransaction);
    }

    /// One transaction of one owner.
    public record Identity(LockOwner owner, String virtualTransaction) {}
}
