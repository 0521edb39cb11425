package lockkeeper.guard;

/// How far the guard goes.
public enum GuardMode {
    /// It decides nothing.
    OFF,
    /// It decides and says what it would do, and does nothing.
    OBSERVE,
    /// It acts.
    ENFORCE
}
