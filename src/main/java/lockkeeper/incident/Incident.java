package lockkeeper.incident;

import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Stage;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockMode;
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
/// @param database where the lock is, if it belongs to one
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
        LockSnapshot worst) {
    public Incident {
        blockers = List.copyOf(blockers);
        actions = List.copyOf(actions);
        timeline = List.copyOf(timeline);
    }

    public boolean isOpen() {
        return endedAt == null;
    }

    /// What sort of contention it is; only the first is ever acted on.
    public enum Kind {
        DDL,
        HOT_ROW,
        IDLE_IN_TRANSACTION,
        ADVISORY,
        PREPARED_TRANSACTION,
        WRAPAROUND_VACUUM,
        OTHER
    }

    /// Who ended it.
    public enum EndedBy {
        GUARD,
        ITSELF,
        SOMEONE_ELSE
    }

    /// A session that others stand behind.
    ///
    /// @param command its command tag, as far as its text tells
    /// @param query its text as we may show it, null where we may not
    /// @param blockedBy pids of those it waits for itself
    public record Blocker(
            BackendId id,
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
            @Nullable Outcome outcome) {
        static final String BY_HAND = "asked for by ";

        /// Whether a person wanted it, not the guard.
        public boolean isByHand() {
            return reason.startsWith(BY_HAND);
        }
    }

    /// How many waited at one moment.
    public record Point(Instant at, int waiting) {}
}
