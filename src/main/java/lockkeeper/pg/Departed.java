package lockkeeper.pg;

import lockkeeper.lock.Backend;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Looks once more, in the sample after, at those who stood in somebody's way and no longer do:
/// what they do now tells whether they got what they waited for.
final class Departed {
    private static final int MOST = 50;

    private Set<Integer> before = Set.of();

    /// Those who have left since the last call, as far as they still are there.
    Map<Integer, Backend> since(ServerSession session, LockTable table) throws SQLException {
        var left = new HashSet<>(before);
        left.removeAll(table.pids());
        before = inTheWay(table);
        return left.isEmpty() ? new HashMap<>() : Activity.read(session, left);
    }

    private static Set<Integer> inTheWay(LockTable table) {
        var pids = new HashSet<Integer>();
        for (var rows : table.objects().values())
            for (var row : LockTable.inTheWay(rows))
                if (row.pid() != null && pids.size() < MOST) pids.add(row.pid());
        return pids;
    }
}
