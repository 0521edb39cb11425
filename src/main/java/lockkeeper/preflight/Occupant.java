package lockkeeper.preflight;

import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Somebody who has, or waits for, a lock on a relation.
///
/// @param pid 0 for a prepared transaction
/// @param since the start of its transaction, or of its wait
/// @param query its last statement, masked, empty where it may not be seen
public record Occupant(
        int pid,
        LockMode mode,
        boolean granted,
        @Nullable Instant since,
        String user,
        String application,
        String state,
        String query) {}
