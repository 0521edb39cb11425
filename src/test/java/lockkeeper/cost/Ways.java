package lockkeeper.cost;

import java.util.LinkedHashMap;
import java.util.Map;

/// How one usually asks PostgreSQL who waits for whom.
final class Ways {
    private Ways() {}

    static Map<String, String> usual() {
        var ways = new LinkedHashMap<String, String>();
        ways.put(
                "activity with pg_blocking_pids of waiters",
                """
                SELECT pid, pg_blocking_pids(pid), wait_event, state, query FROM pg_stat_activity
                 WHERE wait_event_type = 'Lock'
                """);
        ways.put(
                "activity with pg_blocking_pids of everybody",
                """
                SELECT pid, pg_blocking_pids(pid), wait_event, state, query FROM pg_stat_activity
                 WHERE cardinality(pg_blocking_pids(pid)) > 0
                """);
        ways.put(
                "self-join of pg_locks",
                """
                SELECT w.pid, h.pid, a.query, b.query
                  FROM pg_locks w
                  JOIN pg_locks h ON h.granted AND h.pid <> w.pid AND h.locktype = w.locktype
                   AND h.database IS NOT DISTINCT FROM w.database
                   AND h.relation IS NOT DISTINCT FROM w.relation
                   AND h.page IS NOT DISTINCT FROM w.page
                   AND h.tuple IS NOT DISTINCT FROM w.tuple
                   AND h.virtualxid IS NOT DISTINCT FROM w.virtualxid
                   AND h.transactionid IS NOT DISTINCT FROM w.transactionid
                   AND h.classid IS NOT DISTINCT FROM w.classid
                   AND h.objid IS NOT DISTINCT FROM w.objid
                   AND h.objsubid IS NOT DISTINCT FROM w.objsubid
                  JOIN pg_stat_activity a ON a.pid = w.pid
                  JOIN pg_stat_activity b ON b.pid = h.pid
                 WHERE NOT w.granted
                """);
        ways.put(
                "recursive tree over pg_blocking_pids",
                """
                WITH RECURSIVE tree AS (
                  SELECT a.pid, ARRAY[a.pid] AS path FROM pg_stat_activity a
                   WHERE cardinality(pg_blocking_pids(a.pid)) = 0
                  UNION ALL
                  SELECT a.pid, tree.path || a.pid
                    FROM tree JOIN pg_stat_activity a ON tree.pid = ANY (pg_blocking_pids(a.pid))
                   WHERE a.pid <> ALL (tree.path))
                SELECT tree.path, a.query FROM tree JOIN pg_stat_activity a USING (pid)
                """);
        ways.put("all of pg_locks", "SELECT * FROM pg_locks");
        return ways;
    }
}
