package lockkeeper.cli;

/// Thrown when a daemon could not be asked, or refused. The message is one plain line.
public final class DaemonFailed extends Exception {
    private static final long serialVersionUID = 1L;

    DaemonFailed(String message, Throwable cause) {
        super(message, cause);
    }

    DaemonFailed(String message) {
        super(message);
    }
}
