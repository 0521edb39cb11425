package lockkeeper.pg;

import java.sql.SQLException;

/// Nothing was sent: there is no connection to send it over.
final class NotConnected extends SQLException {
    private static final long serialVersionUID = 1L;

    NotConnected(String why, String state, SQLException cause) {
        super(why, state, cause);
    }

    NotConnected(String why) {
        super(why, "08001");
    }
}
