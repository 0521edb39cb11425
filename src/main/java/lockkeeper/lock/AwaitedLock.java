package lockkeeper.lock;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A row of `pg_locks` that is not granted. A backend waits for at most one lock at a time.
///
/// @param virtualTransaction the waiter's transaction, by which we know whether it still is the
///   same
/// @param waitStart null for the short moment before PostgreSQL has stamped a new wait
public record AwaitedLock(
        LockTarget target,
        LockOwner waiter,
        LockMode mode,
        String virtualTransaction,
        @Nullable Instant waitStart) {}
