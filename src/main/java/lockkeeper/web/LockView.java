package lockkeeper.web;

import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;

import org.jspecify.annotations.Nullable;

/// A lockable object as people know it.
///
/// @param type `pg_locks.locktype`
/// @param name as precise as we know it; an object whose name is not known is its number
/// @param table `schema.table` if the object is an index or TOAST table of it
record LockView(String type, @Nullable String database, String name, @Nullable String table) {
    static LockView of(LockTarget target, LockSnapshot snapshot) {
        var relation = snapshot.relation(target);
        return new LockView(
                target.type().pgName(),
                snapshot.databases().get(target.database()),
                name(target, relation),
                relation == null ? null : relation.table());
    }

    /// With its kind: `relation public.users`.
    String described() {
        return type + " " + name;
    }

    private static String name(LockTarget target, @Nullable RelationName known) {
        var relation = known == null ? Long.toString(target.relation()) : known.qualified();
        return switch (target.type()) {
            case RELATION, EXTEND -> relation;
            case FROZENID -> Long.toString(target.database());
            case PAGE -> relation + " page " + target.page();
            case TUPLE -> relation + " (" + target.page() + "," + target.tuple() + ")";
            case TRANSACTIONID, APPLYTRANSACTION, SPECTOKEN -> known(target.transactionId());
            case VIRTUALXID -> known(target.virtualXid());
            case ADVISORY -> advisory(target);
            case OBJECT, USERLOCK, OTHER ->
                    target.classId() + "/" + target.objectId() + "/" + target.objectSubId();
        };
    }

    private static String known(@Nullable String name) {
        return name == null ? "?" : name;
    }

    /// One bigint key, or two int keys.
    private static String advisory(LockTarget target) {
        if (target.objectSubId() == 1)
            return Long.toString(target.classId() << 32 | target.objectId());
        return "(" + (int) target.classId() + ", " + (int) target.objectId() + ")";
    }
}
