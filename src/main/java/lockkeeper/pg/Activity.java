package lockkeeper.pg;

import lockkeeper.lock.Backend;
import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Reads what sessions do, without the texts of their statements and without names.
final class Activity {
    private static final String OF_FEW = Sql.resource("activity_of.sql").text();
    private static final String AMONG_ALL = Sql.resource("activity_among.sql").text();

    /// From here on one pass over all sessions is cheaper than one look-up for each.
    private static final int FEW = 40;

    private Activity() {}

    /// The sessions that our role may see, by pid, with the leaders of parallel workers.
    static Map<Integer, Backend> read(ServerSession session, Set<Integer> pids)
            throws SQLException {
        var backends = new HashMap<Integer, Backend>();
        read(session, pids, backends);
        var leaders = new HashSet<Integer>();
        for (var backend : backends.values())
            if (backend.leaderPid() != null) leaders.add(backend.leaderPid());
        leaders.removeAll(pids);
        read(session, leaders, backends);
        return backends;
    }

    private static void read(ServerSession session, Set<Integer> pids, Map<Integer, Backend> into)
            throws SQLException {
        if (pids.isEmpty()) return;
        var sql = pids.size() <= FEW ? OF_FEW : AMONG_ALL;
        try (var row = session.query(sql, array(pids))) {
            while (row.next()) {
                var backend = backend(row);
                if (backend != null) into.put(backend.id().pid(), backend);
            }
        }
    }

    static void warmUp(ServerSession session) throws SQLException {
        for (var sql : new String[] {OF_FEW, AMONG_ALL})
            try (var row = session.query(sql, array(Set.of(session.pid())))) {
                while (row.next()) backend(row);
            }
    }

    static int[] array(Collection<Integer> pids) {
        return pids.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Null for a session that our role may not see: the server hides its start, too.
    private static @Nullable Backend backend(ResultSet row) throws SQLException {
        var startedAt = instant(row, "backend_start");
        if (startedAt == null) return null;
        var type = Objects.requireNonNullElse(row.getString("backend_type"), "");
        return new Backend(
                new BackendId(row.getInt("pid"), startedAt),
                type,
                leader(row, type),
                row.getLong("datid"),
                null,
                row.getLong("usesysid"),
                null,
                null,
                Objects.requireNonNullElse(row.getString("application_name"), ""),
                row.getString("client"),
                row.getString("state"),
                row.getString("wait_event_type"),
                row.getString("wait_event"),
                instant(row, "xact_start"),
                instant(row, "query_start"),
                instant(row, "state_change"),
                row.getBoolean("writes"),
                null);
    }

    /// From 16 on, workers of parallel logical replication have a leader, too, but no lock group.
    private static @Nullable Integer leader(ResultSet row, String type) throws SQLException {
        var leader = row.getInt("leader_pid");
        return row.wasNull() || !type.equals("parallel worker") ? null : leader;
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
