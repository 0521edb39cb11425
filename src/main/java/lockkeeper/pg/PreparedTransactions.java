package lockkeeper.pg;

import lockkeeper.lock.PreparedTransaction;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Who the owners without a process are. Asked only when one is seen that is not known yet.
final class PreparedTransactions {
    /// A prepared transaction holds the locks on its own transaction ids, by which it has a name.
    private static final String READ =
            """
            SELECT DISTINCT l.virtualtransaction, x.gid, x.dbid
              FROM pg_catalog.pg_lock_status() AS l
              JOIN pg_catalog.pg_prepared_xact() AS x
                ON x.transaction::pg_catalog.text = l.transactionid::pg_catalog.text
             WHERE l.pid IS NULL AND l.locktype = 'transactionid' AND l.granted
            """;

    private Map<String, PreparedTransaction> known = Map.of();

    PreparedTransaction of(String virtualTransaction) {
        var transaction = known.get(virtualTransaction);
        return transaction == null
                ? new PreparedTransaction(virtualTransaction, 0, null)
                : transaction;
    }

    void lookUp(ServerSession session, LockTable table) throws SQLException {
        var seen = virtualTransactions(table);
        if (seen.isEmpty() || known.keySet().containsAll(seen)) return;
        var found = new HashMap<String, PreparedTransaction>();
        try (var row = session.query(READ)) {
            while (row.next()) {
                var name = row.getString("virtualtransaction");
                var gid = QueryTexts.text(row.getBytes("gid"));
                found.put(name, new PreparedTransaction(name, row.getLong("dbid"), gid));
            }
        }
        // one without a transaction id of its own stays nameless, and is not asked for again
        for (var name : seen) found.putIfAbsent(name, new PreparedTransaction(name, 0, null));
        known = found;
    }

    void warmUp(ServerSession session) throws SQLException {
        known = Map.of();
        session.query(READ).close();
    }

    private static Set<String> virtualTransactions(LockTable table) {
        var seen = new HashSet<String>();
        table.forEach(
                row -> {
                    if (row.pid() == null) seen.add(row.virtualTransaction());
                });
        return seen;
    }
}
