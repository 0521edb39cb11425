package lockkeeper.guard;

import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A line of the durable record of what the guard did and why.
public sealed interface JournalEntry {
    /// The configured name of the server concerned.
    String target();

    Instant at();

    /// We are about to signal. Durable before the signal is sent.
    ///
    /// @param id names this action; its [Done] bears the same
    /// @param incident the incident it belongs to
    /// @param predicted how many sessions the simulation says will be released
    record Intent(
            String target,
            Instant at,
            String id,
            String incident,
            Action action,
            PinnedBackend backend,
            String reason,
            int predicted)
            implements JournalEntry {}

    /// What came of an [Intent].
    ///
    /// @param released how many of the sessions that waited got through
    record Done(
            String target,
            Instant at,
            String id,
            Outcome outcome,
            int released,
            @Nullable String detail)
            implements JournalEntry {}

    /// We saw a pile-up and decided not to act. One line for each reason.
    ///
    /// @param backend the session concerned; null if there is no single one, or it has no process
    /// @param action what would have been done, null if it did not come to that
    /// @param predicted how many would have been released by it
    record Declined(
            String target,
            Instant at,
            String incident,
            @Nullable BackendId backend,
            Reason reason,
            String detail,
            @Nullable Action action,
            int predicted)
            implements JournalEntry {}

    /// Somebody closed the guard's circuit before its time: what was done before no longer counts
    /// for the limits.
    ///
    /// @param by who asked, as far as we can tell
    record CircuitClosed(String target, Instant at, String by) implements JournalEntry {}

    /// Somebody asked us to signal a session by hand.
    ///
    /// @param by who asked, as far as we can tell
    record Manual(
            String target, Instant at, Action action, BackendId backend, String by, String result)
            implements JournalEntry {
        /// The result of one that reached its session.
        public static final String SENT = "sent";
    }
}
