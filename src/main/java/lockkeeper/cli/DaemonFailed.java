package lockkeeper.cli;

/// Thrown when a daemon could not be asked, or refused. The message is one plain line.
public final class DaemonFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String detail;

    DaemonFailed(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
        this.detail = message;
    }

    DaemonFailed(String message) {
        super(message);
        this.status = 0;
        this.detail = message;
    }

    /// @param detail what the daemon said
    DaemonFailed(String daemon, int status, String detail) {
        super("%s answers %d: %s".formatted(daemon, status, detail));
        this.status = status;
        this.detail = detail;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// What the daemon answered with; 0 if it did not answer.
    public int status() {
        return status;
    }

    /// What the daemon said was wrong.
    public String detail() {
        return detail;
    }
}
