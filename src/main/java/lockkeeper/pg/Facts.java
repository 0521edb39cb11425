package lockkeeper.pg;

import lockkeeper.watch.ServerFacts;

import java.sql.SQLException;
import java.time.Duration;

/// What is known of a server, with what only this room needs.
///
/// @param singleByte whether the encoding of our database has no multi-byte characters
record Facts(ServerFacts server, boolean singleByte) {
    private static final String READ = Sql.resource("facts.sql").text();

    static Facts read(ServerSession session) throws SQLException {
        try (var row = session.query(READ)) {
            if (!row.next()) throw new SQLException("no answer about the server", "22000");
            return new Facts(
                    new ServerFacts(
                            row.getString("version"),
                            row.getInt("major"),
                            row.getString("database"),
                            row.getString("role"),
                            row.getBoolean("superuser"),
                            row.getBoolean("sees_others"),
                            row.getBoolean("signals_others"),
                            Duration.ofMillis(row.getLong("deadlock_timeout_ms"))),
                    row.getBoolean("single_byte"));
        }
    }
}
