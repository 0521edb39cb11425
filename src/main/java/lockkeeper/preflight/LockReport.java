package lockkeeper.preflight;

import lockkeeper.lock.LockMode;
import lockkeeper.statement.Scope;

import java.util.List;

/// One relation that a statement would lock.
///
/// @param certain false where it depends on rows, plans or dependencies
/// @param keepsOut who must wait while the lock is held, in words
/// @param ahead who stands in its way now: holders of conflicting locks, and who waits for one
public record LockReport(
        Relation relation,
        LockMode mode,
        Scope scope,
        boolean certain,
        String keepsOut,
        List<Occupant> ahead) {

    public LockReport {
        ahead = List.copyOf(ahead);
    }

    static String keepsOut(LockMode mode) {
        return switch (mode) {
            case ACCESS_EXCLUSIVE -> "reads and writes";
            case EXCLUSIVE -> "writes and row locks";
            case SHARE_ROW_EXCLUSIVE, SHARE -> "writes";
            case SHARE_UPDATE_EXCLUSIVE -> "other DDL and VACUUM";
            case ROW_EXCLUSIVE, ROW_SHARE, ACCESS_SHARE -> "DDL only";
        };
    }
}
