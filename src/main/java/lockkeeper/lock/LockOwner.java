package lockkeeper.lock;

/// Whoever can hold or await a lock. Only a [BackendId] can be signalled.
public sealed interface LockOwner permits BackendId, UnknownBackend, PreparedTransaction {
    /// The process id that PostgreSQL shows for it; 0 for a prepared transaction, which has none.
    int pid();
}
