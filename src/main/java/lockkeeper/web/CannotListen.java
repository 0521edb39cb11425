package lockkeeper.web;

/// The address of the HTTP interface cannot be used; the message says why and is for people.
public final class CannotListen extends Exception {
    private static final long serialVersionUID = 1L;

    CannotListen(String message, Throwable cause) {
        super(message, cause);
    }
}
