package lockkeeper.guard;

/// How far the guard goes.
public enum GuardMode {
    /// It does not even look.
    OFF,
    /// It decides and says what it would do, and does nothing.
    OBSERVE,
    /// It acts.
    ENFORCE
}
