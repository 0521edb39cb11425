package lockkeeper.exec;

/// The guard cannot do its work, so the command is not started. The message says why, and what
/// would mend it.
public final class NotArmed extends Exception {
    private static final long serialVersionUID = 1L;

    public NotArmed(String message) {
        super(message);
    }
}
