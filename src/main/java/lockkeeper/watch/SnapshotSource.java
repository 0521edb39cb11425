package lockkeeper.watch;

import lockkeeper.lock.LockSnapshot;

/// Reads one PostgreSQL server. Each call is bounded in time; after a failure the next call may
/// succeed on a fresh connection.
public interface SnapshotSource {
    /// Whether any backend waits for a heavyweight lock: cheap, whatever the number of locks.
    Glance glance() throws SnapshotFailed;

    /// Everything about the locks that somebody waits for.
    LockSnapshot read() throws SnapshotFailed;
}
