package lockkeeper.guard;

import lockkeeper.lock.Backend;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A session together with what it was doing when we decided about it, so that the server can check
/// in the signalling statement itself that it still does just that.
///
/// @param virtualTransaction its transaction: `backend id/local transaction id`
/// @param xactStart when that transaction began
/// @param queryStart when its statement began; null if the transaction is meant, in whatever
///   statement: one that idles between two, or one that was too quick for a signal before
/// @param target the lock that makes it a blocker …
/// @param mode … in this mode …
/// @param granted … held, or only awaited
/// @param waitStart since when it is awaited; null for a held lock or an unstamped wait
/// @param decidedAt the server's clock in the sample that decided; a signal that reaches the server
///   late must not be carried out
public record PinnedBackend(
        BackendId id,
        String virtualTransaction,
        @Nullable Instant xactStart,
        @Nullable Instant queryStart,
        LockTarget target,
        LockMode mode,
        boolean granted,
        @Nullable Instant waitStart,
        Instant decidedAt) {

    /// A suspect as it was in the sample of that time, with the statement that it was at.
    public static PinnedBackend of(Suspect suspect, Instant decidedAt) {
        var backend = session(suspect);
        return of(suspect, backend.isIdleInTransaction() ? null : backend.queryStart(), decidedAt);
    }

    /// The same, whatever statement of its transaction it is at by then.
    static PinnedBackend inAnyStatement(Suspect suspect, Instant decidedAt) {
        return of(suspect, null, decidedAt);
    }

    private static PinnedBackend of(
            Suspect suspect, @Nullable Instant queryStart, Instant decidedAt) {
        var backend = session(suspect);
        return new PinnedBackend(
                backend.id(),
                suspect.virtualTransaction(),
                backend.xactStart(),
                queryStart,
                suspect.target(),
                suspect.mode(),
                suspect.granted(),
                suspect.waitStart(),
                decidedAt);
    }

    private static Backend session(Suspect suspect) {
        var backend = suspect.backend();
        if (backend == null) throw new IllegalArgumentException(suspect + " has no session");
        return backend;
    }

    /// The work that it was doing.
    Suspect.Identity identity() {
        return new Suspect.Identity(id, virtualTransaction);
    }
}
