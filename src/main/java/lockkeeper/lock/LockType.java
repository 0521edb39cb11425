package lockkeeper.lock;

import java.util.Locale;

/// The kinds of lockable objects in `pg_locks.locktype` of PostgreSQL 14 to 18.
public enum LockType {
    RELATION,
    EXTEND,
    FROZENID,
    PAGE,
    TUPLE,
    TRANSACTIONID,
    VIRTUALXID,
    SPECTOKEN,
    OBJECT,
    USERLOCK,
    ADVISORY,
    APPLYTRANSACTION,
    /// A kind that this version of Lockkeeper does not know.
    OTHER;

    private final String pgName = name().toLowerCase(Locale.ROOT);

    /// The name in `pg_locks.locktype`.
    public String pgName() {
        return pgName;
    }

    /// The kind by its name in `pg_locks.locktype`; a name we do not know is [#OTHER].
    public static LockType ofPgName(String pgName) {
        for (var type : values()) if (type.pgName.equals(pgName)) return type;
        return OTHER;
    }
}
