package lockkeeper.guard;

/// How far a DDL statement has come with the lock that stops others.
public enum Stage {
    /// It is queued for the lock; a cancel takes the request away.
    WAITS,
    /// It has the lock; only the end of its transaction gives it back.
    HOLDS
}
