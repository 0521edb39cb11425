package lockkeeper.contention;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Who waits for what on a server, and whom `pg_blocking_pids` names for each. Two equal looks in
/// succession mean that nothing moved in between.
///
/// @param waits by pid
record Look(Map<Integer, Wait> waits) {
    private static final String READ =
            """
            SELECT l.pid, coalesce(a.leader_pid, l.pid) AS leader,
                   concat_ws(' ', l.locktype, l.database, l.relation, l.page, l.tuple, l.virtualxid,
                             l.transactionid, l.classid, l.objid, l.objsubid, l.mode,
                             l.virtualtransaction) AS what,
                   l.waitstart::text AS since, pg_blocking_pids(l.pid) AS blockers
              FROM pg_lock_status() AS l LEFT JOIN pg_stat_get_activity(NULL) AS a ON a.pid = l.pid
                   AND a.backend_type = 'parallel worker'
             WHERE NOT l.granted
            """;

    /// @param leader the pid of its lock group
    /// @param what lock, mode and transaction
    record Wait(int leader, String what, String since, Set<Integer> blockers) {
        boolean isSameWait(Wait other) {
            return what.equals(other.what) && since.equals(other.since);
        }

        boolean isForTuple() {
            return what.startsWith("tuple ");
        }
    }

    static Look read(Connection connection) throws SQLException {
        var waits = new HashMap<Integer, Wait>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(READ)) {
            while (row.next()) {
                var since = row.getString("since");
                var blockers = (Integer[]) row.getArray("blockers").getArray();
                waits.put(
                        row.getInt("pid"),
                        new Wait(
                                row.getInt("leader"),
                                row.getString("what"),
                                since == null ? "?" : since,
                                new HashSet<>(Arrays.asList(blockers))));
            }
        }
        return new Look(waits);
    }

    /// The sessions of those who wait.
    Set<Integer> leaders() {
        var leaders = new HashSet<Integer>();
        waits.values().forEach(wait -> leaders.add(wait.leader));
        return leaders;
    }

    boolean stillWaits(int pid, Wait wait) {
        var now = waits.get(pid);
        return now != null && now.isSameWait(wait);
    }
}
