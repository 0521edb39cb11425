package lockkeeper.lock;

import java.util.List;

/// One lockable object that somebody waits for, with everybody who holds or awaits it. The waiters
/// stand in no particular order: PostgreSQL does not show the order of its queue.
public record ContendedLock(LockTarget target, List<HeldLock> holders, List<AwaitedLock> waiters) {
    public ContendedLock {
        holders = List.copyOf(holders);
        waiters = List.copyOf(waiters);
    }
}
