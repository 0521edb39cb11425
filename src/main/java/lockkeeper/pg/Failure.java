package lockkeeper.pg;

import lockkeeper.watch.SnapshotFailed;
import lockkeeper.watch.SnapshotFailed.Reason;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;

/// What an error of the driver means for us.
///
/// @param losesConnection whether the connection is of no more use
record Failure(Reason reason, boolean losesConnection) {
    static Failure of(SQLException e) {
        if (hasCause(e, SocketTimeoutException.class)) return new Failure(Reason.TIMEOUT, true);
        if (e instanceof SQLTimeoutException) return new Failure(Reason.TIMEOUT, true);
        var state = e.getSQLState();
        return switch (state == null ? "" : state) {
            // query_canceled by statement_timeout, lock_not_available by lock_timeout
            case "57014", "55P03" -> new Failure(Reason.TIMEOUT, false);
            // shutdown, crash of another session, still starting
            case "57P01", "57P02", "57P03", "57P05" -> new Failure(Reason.UNREACHABLE, true);
            // too many clients
            case "53300" -> new Failure(Reason.REFUSED, true);
            case "" -> new Failure(Reason.UNREADABLE, true);
            default -> byClass(state);
        };
    }

    private static Failure byClass(String state) {
        return switch (state.substring(0, 2)) {
            case "08" -> new Failure(Reason.UNREACHABLE, true);
            case "22" -> new Failure(Reason.UNREADABLE, false);
            default -> new Failure(Reason.REFUSED, false);
        };
    }

    private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
        for (var cause = e.getCause(); cause != null; cause = cause.getCause())
            if (type.isInstance(cause)) return true;
        return false;
    }

    /// The same for the poll loop, in the words of the server or the driver.
    static SnapshotFailed toSnapshotFailed(SQLException e) {
        var message = e.getMessage();
        return new SnapshotFailed(of(e).reason(), message == null ? "unknown" : message, e);
    }
}
