package lockkeeper.journal;

import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;

import org.jspecify.annotations.Nullable;

/// A lockable object as it stands in the file; what its kind does not have is left out.
record TargetView(
        LockType type,
        long database,
        long relation,
        @Nullable Integer page,
        @Nullable Integer tuple,
        @Nullable String virtualXid,
        @Nullable String transactionId,
        @Nullable Long classId,
        @Nullable Long objectId,
        @Nullable Integer objectSubId) {
    static TargetView of(LockTarget target) {
        return new TargetView(
                target.type(),
                target.database(),
                target.relation(),
                target.page() == -1 ? null : (Integer) target.page(),
                target.tuple() == -1 ? null : (Integer) target.tuple(),
                target.virtualXid(),
                target.transactionId(),
                target.classId() == 0 ? null : (Long) target.classId(),
                target.objectId() == 0 ? null : (Long) target.objectId(),
                target.objectSubId() == 0 ? null : (Integer) target.objectSubId());
    }

    LockTarget target() {
        return new LockTarget(
                type,
                database,
                relation,
                page == null ? -1 : page,
                tuple == null ? -1 : tuple,
                virtualXid,
                transactionId,
                classId == null ? 0 : classId,
                objectId == null ? 0 : objectId,
                objectSubId == null ? 0 : objectSubId);
    }
}
