package lockkeeper.pg;

import lockkeeper.lock.LockMode;
import lockkeeper.preflight.Occupant;
import lockkeeper.statement.MaskedText;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks up who has or wants locks on relations now.
final class Occupants {
    private static final String QUERY =
            """
            SELECT l.relation, coalesce(l.pid, 0), l.mode, l.granted,
                   CASE WHEN l.granted THEN a.xact_start ELSE l.waitstart END,
                   coalesce(a.usename, ''), coalesce(a.application_name, ''),
                   coalesce(a.state, a.backend_type, 'prepared transaction'), coalesce(a.query, '')
              FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
             WHERE l.locktype = 'relation' AND l.relation = ANY (?)
               AND l.database IN (0, (SELECT oid FROM pg_database
                                       WHERE datname = current_database()))
               AND l.pid IS DISTINCT FROM pg_backend_pid()
             ORDER BY l.granted DESC, 5 NULLS LAST LIMIT 1000
            """;

    private final Connection connection;

    Occupants(Connection connection) {
        this.connection = connection;
    }

    Map<Long, List<Occupant>> on(Collection<Long> oids) throws SQLException {
        var occupants = new HashMap<Long, List<Occupant>>();
        try (var statement = connection.prepareStatement(QUERY)) {
            statement.setArray(1, connection.createArrayOf("oid", oids.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var mode = LockMode.ofPgName(rows.getString(3));
                    if (mode != null)
                        occupants
                                .computeIfAbsent(rows.getLong(1), _ -> new ArrayList<>())
                                .add(occupant(rows, mode));
                }
            }
        }
        return occupants;
    }

    private static Occupant occupant(ResultSet row, LockMode mode) throws SQLException {
        var since = row.getObject(5, OffsetDateTime.class);
        return new Occupant(
                row.getInt(2),
                mode,
                row.getBoolean(4),
                since == null ? null : since.toInstant(),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                MaskedText.mask(row.getString(9)));
    }
}
