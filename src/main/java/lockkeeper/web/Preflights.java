package lockkeeper.web;

import lockkeeper.lock.LockMode;
import lockkeeper.preflight.PreflightFailed;
import lockkeeper.preflight.PreflightReport;

import org.jspecify.annotations.Nullable;

/// Looks, on a connection of its own, what a lock on a relation would meet now.
public interface Preflights {
    /// @param database the one that the target's URL names, if null
    /// @return null if the relation is no SQL name
    @Nullable PreflightReport of(
            String target, @Nullable String database, String relation, LockMode mode)
            throws PreflightFailed;
}
