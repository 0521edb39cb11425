package lockkeeper.guard;

/// How an action ended.
public enum Outcome {
    /// The queue behind it drained.
    RELEASED,
    /// The session had ended or moved on: nothing was sent.
    GONE,
    /// It was signalled and still blocks.
    INEFFECTIVE,
    /// The server would not let us.
    DENIED,
    /// We stopped, or lost the server, before we saw what came of it.
    UNKNOWN
}
