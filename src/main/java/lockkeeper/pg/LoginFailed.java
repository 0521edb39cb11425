package lockkeeper.pg;

import java.sql.SQLException;
import java.util.Objects;

/// The server cannot be examined: there is no connection, or it broke.
public final class LoginFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sqlState;
    private final String words;

    LoginFailed(SQLException cause) {
        super(cause);
        sqlState = Objects.requireNonNullElse(cause.getSQLState(), "");
        words = words(cause);
    }

    /// PostgreSQL's code of the error, or the driver's; empty if there is none.
    public String sqlState() {
        return sqlState;
    }

    /// What the server or the driver said, with its deepest reason.
    public String words() {
        return words;
    }

    private static String words(SQLException failure) {
        var words = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return failure.getCause() == null ? words : words + " (" + deepest(failure) + ")";
    }

    private static String deepest(Throwable failure) {
        var cause = failure.getCause();
        return cause == null
                ? failure.getClass().getSimpleName() + ": " + failure.getMessage()
                : deepest(cause);
    }
}
