package lockkeeper.lock;

/// A pid that owns locks but whose session we cannot see: it ended or began between the two reads
/// of a sample, or our role may not look at it. Without a start time it cannot be signalled.
public record UnknownBackend(int pid) implements LockOwner {}
