package lockkeeper.lock;

import java.time.Instant;

/// One session, once. The operating system reuses pids; a pid with its start time stays unique.
public record BackendId(int pid, Instant startedAt) implements LockOwner {
    public BackendId {
        if (pid <= 0) throw new IllegalArgumentException("pid must be positive, got " + pid);
    }

    /// Sessions of one moment differ by their pids, which are nearer at hand than their times.
    @Override
    public int hashCode() {
        return pid;
    }
}
