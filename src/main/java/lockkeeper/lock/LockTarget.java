package lockkeeper.lock;

import org.jspecify.annotations.Nullable;

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

    /// Whether DDL queues for objects of this kind: relations and catalog objects.
    public boolean isSchemaObject() {
        return type == LockType.RELATION || type == LockType.OBJECT;
    }
}
