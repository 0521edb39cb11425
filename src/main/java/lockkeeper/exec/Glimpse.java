package lockkeeper.exec;

import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// What one look at the locks showed of one session of the command.
///
/// @param command its command tag, as far as its text tells
/// @param transaction what stays the same while it is the same transaction
/// @param proof whether that is more than the statement
/// @param waitStart since when it waits; null if it does not
/// @param obstacles for whom it waits
/// @param at the server's clock
public record Glimpse(
        BackendId session,
        String command,
        String transaction,
        Proof proof,
        @Nullable Instant waitStart,
        List<Obstacle> obstacles,
        Instant at) {
    public Glimpse {
        obstacles = List.copyOf(obstacles);
    }

    boolean isSameWait(@Nullable Glimpse other) {
        return other != null
                && transaction.equals(other.transaction)
                && Objects.equals(waitStart, other.waitStart);
    }
}
