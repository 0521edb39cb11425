package lockkeeper.preflight;

/// The server could not be asked; the message is fit for users.
public final class PreflightFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public PreflightFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
