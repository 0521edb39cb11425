package lockkeeper.pg;

import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One row of `pg_locks`.
///
/// @param pid null for a prepared transaction
record LockRow(
        LockTarget target,
        LockMode mode,
        boolean granted,
        @Nullable Integer pid,
        String virtualTransaction,
        @Nullable Instant waitStart) {}
