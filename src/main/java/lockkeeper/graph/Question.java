package lockkeeper.graph;

import lockkeeper.lock.AwaitedLock;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;

/// A waiter whose place in the queue the views leave open, to be settled by one call of
/// `pg_blocking_pids`. Equal questions have the same answer, so an answer may be kept as long as
/// the next sample asks the same.
///
/// @param waiter whom to ask about
/// @param against the waiters it may stand before or behind
/// @param late all waiters of the sample that have run the deadlock detector and hold something: a
///   new one may have reordered this queue
/// @param only the time of the sample, if a deadlock detector may be at work just then, so that no
///   later sample asks the same; else null
public record Question(
        AwaitedLock waiter,
        Set<AwaitedLock> against,
        Set<AwaitedLock> late,
        @Nullable Instant only) {
    public Question {
        against = Set.copyOf(against);
        late = Set.copyOf(late);
    }

    public int pid() {
        return waiter.waiter().pid();
    }
}
