package lockkeeper.pg;

import lockkeeper.lock.BackendId;
import lockkeeper.lock.HeldLock;

import java.sql.SQLException;

/// Whether somebody who had a lock still has it.
final class StillHeld {
    private static final String ASK = Sql.resource("still_held.sql").text();

    private StillHeld() {}

    static boolean ask(ServerSession session, HeldLock lock) throws SQLException {
        var target = lock.target();
        try (var row =
                session.query(
                        ASK,
                        lock.holder().pid(),
                        lock.virtualTransaction(),
                        // CONCURRENTLY keeps its locks from one transaction to the next
                        !lock.mode().isWeak(),
                        target.type().pgName(),
                        target.database(),
                        target.relation(),
                        (long) target.page(),
                        (long) target.tuple(),
                        target.virtualXid(),
                        target.transactionId(),
                        target.classId(),
                        target.objectId(),
                        (long) target.objectSubId(),
                        lock.holder() instanceof BackendId id ? id.startedAt() : null)) {
            return row.next() && row.getBoolean("held");
        }
    }
}
