package lockkeeper.incident;

import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Stage;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The record of one pile-up as it is known by now. A new value with each change.
///
/// @param id unique over restarts; sorts by time
/// @param target name of the server in our configuration
/// @param kind pile-up behind DDL, or contention of another kind that is only told of
/// @param database where the lock is, as far as that is known
/// @param relation `schema.table`, or what else is waited for, or its OID while nameless
/// @param deploy name of the deploy window that was open, if one was
/// @param endedAt null while it goes on
/// @param waiting how many wait now; 0 once it is over
/// @param peakWaiting how many waited at the worst moment
/// @param blockedSessionSeconds time lost by all who waited, together
/// @param blockers the sessions whose end would help, tail of the queue last
/// @param actions what was done, or decided not to be done, with the reason; oldest first
/// @param endedBy null while it goes on
/// @param relief from the last signal until the queue had drained; null if the guard did nothing
/// @param sentence the situation in plain words
/// @param advice what to do differently next time, null where we have none
/// @param timeline how many waited when, thinned out, oldest first
/// @param announced whether people were told of it
/// @param worst the sample of the worst moment, cut to a readable size
public record Incident(
        String id,
        String target,
        Kind kind,
        @Nullable String database,
        @Nullable String relation,
        @Nullable String deploy,
        Instant startedAt,
        @Nullable Instant endedAt,
        int waiting,
        int peakWaiting,
        double blockedSessionSeconds,
        List<Blocker> blockers,
        List<GuardAction> actions,
        @Nullable EndedBy endedBy,
        @Nullable Duration relief,
        String sentence,
        @Nullable String advice,
        List<Point> timeline,
        boolean announced,
        LockSnapshot worst) {
    public Incident {
        blockers = List.copyOf(blockers);
        actions = List.copyOf(actions);
        timeline = List.copyOf(timeline);
    }

    public boolean isOpen() {
        return endedAt == null;
    }

    /// What sort of contention it is, by who is at the end of the line; only the first is ever
    /// acted on.
    public enum Kind {
        /// DDL keeps others out, whatever it waits for itself.
        DDL,
        /// Transactions that want the same row, one after the other.
        HOT_ROW,
        /// A session that has been idle in its transaction for a second or longer.
        IDLE_IN_TRANSACTION,
        /// Somebody has an advisory lock.
        ADVISORY,
        /// A transaction that was prepared and neither committed nor rolled back.
        PREPARED_TRANSACTION,
        /// An autovacuum that does not yield.
        WRAPAROUND_VACUUM,
        /// Anything else: locks on tables, the end of a transaction.
        OTHER
    }

    /// Who ended it, as far as it was seen. PostgreSQL does not record who cancelled a statement or
    /// closed a session.
    public enum EndedBy {
        /// A signal of the guard.
        GUARD,
        /// No signal came from here, and nothing was seen that ended it early: it got its lock and
        /// finished, or those who waited gave up. That nobody helped elsewhere is not known.
        ITSELF,
        /// Somebody ended it through us, by hand.
        SOMEONE_ELSE,
        /// The DDL left the line though what it waited for went on, so that somebody cancelled it
        /// elsewhere, or a timeout of its own did; or nobody was looking when it ended.
        UNKNOWN
    }

    /// A session, or a prepared transaction, that others stand behind.
    ///
    /// @param command its command tag, as far as its text tells
    /// @param query its text as we may show it, null where we may not
    /// @param blockedBy pids of those it waits for itself
    public record Blocker(
            LockOwner owner,
            String command,
            @Nullable String query,
            @Nullable String user,
            String application,
            Stage stage,
            LockMode mode,
            List<Integer> blockedBy) {
        public Blocker {
            blockedBy = List.copyOf(blockedBy);
        }
    }

    /// What the guard did, would have done, or declined to do.
    ///
    /// @param id the same as in the journal
    /// @param action null where it declined before choosing one
    /// @param enforced whether a signal was attempted
    /// @param reason why it acted, or the words of a [lockkeeper.guard.Reason]
    /// @param detail more about the reason, for people
    /// @param predicted how many the simulation said would be released
    /// @param released how many were, once known
    /// @param outcome null while it is not known, and where nothing was attempted
    /// @param xactStart of the transaction that the guard signalled; null where it did not
    public record GuardAction(
            String id,
            Instant at,
            @Nullable Action action,
            int pid,
            boolean enforced,
            String reason,
            @Nullable String detail,
            int predicted,
            @Nullable Integer released,
            @Nullable Outcome outcome,
            @Nullable Instant xactStart) {
        /// One that is not about a transaction.
        public GuardAction(
                String id,
                Instant at,
                @Nullable Action action,
                int pid,
                boolean enforced,
                String reason,
                @Nullable String detail,
                int predicted,
                @Nullable Integer released,
                @Nullable Outcome outcome) {
            this(id, at, action, pid, enforced, reason, detail, predicted, released, outcome, null);
        }

        static final String BY_HAND = "asked for by ";

        /// Whether a person wanted it, not the guard.
        public boolean isByHand() {
            return reason.startsWith(BY_HAND);
        }
    }

    /// How many waited at one moment.
    public record Point(Instant at, int waiting) {}
}
