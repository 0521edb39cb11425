package lockkeeper.graph;

import lockkeeper.lock.LockOwner;

/// One session waits for another.
public sealed interface Edge {
    LockOwner waiter();

    /// Whoever must end or move first; the leader, where it is a lock group.
    LockOwner blocker();

    /// The blocker holds a lock that conflicts with the request.
    record Hard(LockOwner waiter, LockOwner blocker) implements Edge {}

    /// The blocker only waits, but ahead in the queue and with a conflicting request.
    record Soft(LockOwner waiter, LockOwner blocker) implements Edge {}
}
