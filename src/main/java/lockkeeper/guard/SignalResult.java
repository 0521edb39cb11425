package lockkeeper.guard;

/// What became of an attempt to signal a session.
public sealed interface SignalResult {
    /// The server sent the signal. Whether it helps, the next samples show.
    record Sent() implements SignalResult {}

    /// The session had ended or moved on; nothing was sent.
    record AlreadyGone() implements SignalResult {}

    /// The server would not let us; nothing was sent.
    ///
    /// @param why the server's words
    record Refused(String why) implements SignalResult {}

    /// We had no connection to signal through, or the server could not look up whom we may signal
    /// while somebody holds its catalogs; nothing was sent, and it may be tried again.
    record Unreachable(String why) implements SignalResult {}

    /// The connection broke or timed out in between: the signal may have been sent or not.
    record Unknown(String why) implements SignalResult {}
}
