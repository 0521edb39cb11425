package lockkeeper.lock;

import org.jspecify.annotations.Nullable;

/// A transaction after PREPARE TRANSACTION: it holds locks but has no process to signal. Only
/// COMMIT PREPARED or ROLLBACK PREPARED ends it.
///
/// @param virtualTransaction what `pg_locks` shows for it, the same for all its rows
/// @param database OID of its database
/// @param gid the name it was prepared under, null while it could not be looked up
public record PreparedTransaction(String virtualTransaction, long database, @Nullable String gid)
        implements LockOwner {
    @Override
    public int pid() {
        return 0;
    }
}
