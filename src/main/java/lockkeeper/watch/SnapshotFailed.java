package lockkeeper.watch;

/// The server could not be read this time. We are blind: nothing may be concluded.
public final class SnapshotFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /// Why, in the words of a metric label; a closed set, so that the label stays bounded.
    public enum Reason {
        /// No connection: refused, reset, name not found.
        UNREACHABLE,
        /// The server did not answer in time.
        TIMEOUT,
        /// The server answered with an error.
        REFUSED,
        /// The server answered something that we do not understand.
        UNREADABLE
    }

    private final Reason reason;

    public SnapshotFailed(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
