package lockkeeper.lock;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// A lockable object. Two rows of `pg_locks` are about the same object only if all ten columns are
/// equal, a missing value being equal to a missing value; so a missing number is 0 or -1 here and
/// takes part in equality.
///
/// @param database OID of the database, 0 for a shared object or where the kind has none
/// @param relation OID of the table or index, else 0
/// @param page page number within the relation, else -1
/// @param tuple tuple number within the page, else -1
/// @param virtualXid virtual transaction that is waited for, else null
/// @param transactionId transaction that is waited for, as unsigned text, else null
/// @param classId OID of the system catalog of an object, high half of an advisory key, else 0
/// @param objectId OID of the object, low half of an advisory key, else 0
/// @param objectSubId column, or 1 (one bigint) or 2 (two ints) for an advisory key, else 0
public record LockTarget(
        LockType type,
        long database,
        long relation,
        int page,
        int tuple,
        @Nullable String virtualXid,
        @Nullable String transactionId,
        long classId,
        long objectId,
        int objectSubId) {
    private static final long PG_DATABASE = 1262;

    /// Catalogs whose objects clients lock without any DDL: `lo_unlink` a large object, functions
    /// of logical replication an origin.
    private static final Set<Long> NO_SCHEMA = Set.of(2613L, 6000L);

    /// A table, index, sequence or other relation.
    public static LockTarget relation(long database, long relation) {
        return new LockTarget(LockType.RELATION, database, relation, -1, -1, null, null, 0, 0, 0);
    }

    /// A place in line for one row of a table.
    public static LockTarget tuple(long database, long relation, int page, int tuple) {
        return new LockTarget(LockType.TUPLE, database, relation, page, tuple, null, null, 0, 0, 0);
    }

    /// The end of a transaction.
    public static LockTarget transaction(String transactionId) {
        return new LockTarget(LockType.TRANSACTIONID, 0, 0, -1, -1, null, transactionId, 0, 0, 0);
    }

    /// Whether it takes DDL to keep others out here: relations, and catalog objects but for those
    /// that clients lock in ordinary work.
    public boolean isSchemaObject() {
        return type == LockType.RELATION
                || (type == LockType.OBJECT && !isNotifyQueue() && !NO_SCHEMA.contains(classId));
    }

    /// Whether it is what a COMMIT after NOTIFY holds in ACCESS EXCLUSIVE until it has ended, so
    /// that notifications are sent in the order of commits (`PreCommit_Notify` in `async.c`): one
    /// for the whole server, written as a database that does not exist.
    public boolean isNotifyQueue() {
        return type == LockType.OBJECT && classId == PG_DATABASE && objectId == 0;
    }
}
