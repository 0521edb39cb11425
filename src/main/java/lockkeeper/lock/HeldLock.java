package lockkeeper.lock;

/// A granted row of `pg_locks`.
///
/// @param virtualTransaction the holder's transaction, by which we know whether it still is the
///   same
public record HeldLock(
        LockTarget target, LockOwner holder, LockMode mode, String virtualTransaction) {}
