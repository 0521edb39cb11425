package lockkeeper.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.PreparedTransaction;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// One session, or prepared transaction, of the wait graph. What could not be seen is null.
///
/// @param gid the name of a prepared transaction; its pid is 0
/// @param blockedBy as `pg_blocking_pids` answers, each once, at most 100; holders come first
/// @param blockedByCount how many they are in truth
/// @param blockedByHolders how many of them hold a lock that is in the way; the others only stand
///   ahead in the queue
/// @param releasedIfEnded how many could run to completion if this one ended; null where so many
///   wait behind each other that it was not computed for everybody
record SessionView(
        int pid,
        @JsonUnwrapped ActivityView activity,
        @Nullable String gid,
        boolean waiting,
        @Nullable Instant waitingSince,
        @Nullable WaitsFor waitsFor,
        List<Integer> blockedBy,
        int blockedByCount,
        int blockedByHolders,
        int blockingCount,
        @Nullable Integer releasedIfEnded) {
    record WaitsFor(String lock, String mode) {
        static @Nullable WaitsFor of(@Nullable AwaitedLock awaited, LockSnapshot snapshot) {
            if (awaited == null) return null;
            var lock = LockView.of(awaited.target(), snapshot);
            return new WaitsFor(lock.described(), awaited.mode().pgName());
        }
    }

    static @Nullable String gid(LockOwner owner) {
        return owner instanceof PreparedTransaction prepared ? prepared.gid() : null;
    }
}
