package lockkeeper.lock;

import org.jspecify.annotations.Nullable;

/// The eight modes of a heavyweight lock, weakest first, and which of them conflict.
///
/// Source: `LockConflicts[]` in PostgreSQL's `lock.c`, the same in 14 to 18 and for every kind of
/// lockable object. Modes are not ordered by strength: only the table says who excludes whom.
public enum LockMode {
    ACCESS_SHARE(1, "AccessShareLock", 8),
    ROW_SHARE(2, "RowShareLock", 7, 8),
    ROW_EXCLUSIVE(3, "RowExclusiveLock", 5, 6, 7, 8),
    SHARE_UPDATE_EXCLUSIVE(4, "ShareUpdateExclusiveLock", 4, 5, 6, 7, 8),
    SHARE(5, "ShareLock", 3, 4, 6, 7, 8),
    SHARE_ROW_EXCLUSIVE(6, "ShareRowExclusiveLock", 3, 4, 5, 6, 7, 8),
    EXCLUSIVE(7, "ExclusiveLock", 2, 3, 4, 5, 6, 7, 8),
    ACCESS_EXCLUSIVE(8, "AccessExclusiveLock", 1, 2, 3, 4, 5, 6, 7, 8);

    private static final LockMode[] ALL = values();

    private final int bit;
    private final String pgName;
    private final String documented;
    private final int conflicts;

    LockMode(int number, String pgName, int... conflictingNumbers) {
        this.bit = 1 << (number - 1);
        this.pgName = pgName;
        this.documented = name().replace('_', ' ');
        var mask = 0;
        for (var other : conflictingNumbers) mask |= 1 << (other - 1);
        this.conflicts = mask;
    }

    /// Whether two different owners cannot hold these modes on one object at the same time.
    public boolean conflictsWith(LockMode other) {
        return (conflicts & other.bit) != 0;
    }

    /// The modes this one conflicts with, as a set of [#bit()]s.
    public int conflicts() {
        return conflicts;
    }

    /// This mode as a set of one: lets a set of modes be an `int`.
    public int bit() {
        return bit;
    }

    /// Whether a request or a lock in this mode keeps ordinary client work (reads or writes) out:
    /// SHARE, SHARE ROW EXCLUSIVE, EXCLUSIVE and ACCESS EXCLUSIVE.
    public boolean stopsClientWork() {
        return bit >= SHARE.bit;
    }

    /// Whether ordinary reads and writes take it on their tables: ACCESS SHARE, ROW SHARE and ROW
    /// EXCLUSIVE, none of which conflict with each other.
    public boolean isWeak() {
        return bit <= ROW_EXCLUSIVE.bit;
    }

    /// The name in the documentation and in messages: `ACCESS EXCLUSIVE`.
    public String documented() {
        return documented;
    }

    /// The name in `pg_locks.mode`: `AccessExclusiveLock`.
    public String pgName() {
        return pgName;
    }

    /// The mode by its name in `pg_locks.mode`, or null for one that never blocks (`SIReadLock`).
    public static @Nullable LockMode ofPgName(String pgName) {
        for (var mode : ALL) if (mode.pgName.equals(pgName)) return mode;
        return null;
    }

    /// The mode that somebody names in either spelling, in any case, or null.
    public static @Nullable LockMode named(String text) {
        var words = text.strip().replace('_', ' ');
        for (var mode : ALL)
            if (mode.pgName.equalsIgnoreCase(words) || mode.documented.equalsIgnoreCase(words))
                return mode;
        return null;
    }
}
