package lockkeeper.journal;

import lockkeeper.guard.Action;
import lockkeeper.guard.JournalEntry.CircuitClosed;
import lockkeeper.guard.JournalEntry.Declined;
import lockkeeper.guard.JournalEntry.Done;
import lockkeeper.guard.JournalEntry.Intent;
import lockkeeper.guard.JournalEntry.Manual;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.Reason;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// The lines of the record as they stand in the file. Renaming a component changes the format: old
/// files could not be read any more.
///
/// Each begins with `v`, the version of the format, and `kind`.
final class Line {
    static final int VERSION = 1;

    static final String INTENT = "intent";
    static final String DONE = "done";
    static final String DECLINED = "declined";
    static final String MANUAL = "manual";
    static final String CIRCUIT = "circuit closed";
    static final String INCIDENT = "incident";

    private Line() {}

    record SessionView(int pid, Instant backendStart) {
        static SessionView of(BackendId id) {
            return new SessionView(id.pid(), id.startedAt());
        }

        BackendId id() {
            return new BackendId(pid, backendStart);
        }
    }

    record PinnedView(
            SessionView session,
            String virtualTransaction,
            @Nullable Instant xactStart,
            @Nullable Instant queryStart,
            TargetView lock,
            LockMode mode,
            boolean granted,
            @Nullable Instant waitStart,
            Instant decidedAt) {
        static PinnedView of(PinnedBackend pinned) {
            return new PinnedView(
                    SessionView.of(pinned.id()),
                    pinned.virtualTransaction(),
                    pinned.xactStart(),
                    pinned.queryStart(),
                    TargetView.of(pinned.target()),
                    pinned.mode(),
                    pinned.granted(),
                    pinned.waitStart(),
                    pinned.decidedAt());
        }

        PinnedBackend pinned() {
            return new PinnedBackend(
                    session.id(),
                    virtualTransaction,
                    xactStart,
                    queryStart,
                    lock.target(),
                    mode,
                    granted,
                    waitStart,
                    decidedAt);
        }
    }

    record IntentLine(
            int v,
            String kind,
            Instant at,
            String target,
            String id,
            String incident,
            Action action,
            PinnedView backend,
            String reason,
            int predicted) {
        static IntentLine of(Intent entry) {
            return new IntentLine(
                    VERSION,
                    INTENT,
                    entry.at(),
                    entry.target(),
                    entry.id(),
                    entry.incident(),
                    entry.action(),
                    PinnedView.of(entry.backend()),
                    entry.reason(),
                    entry.predicted());
        }

        Intent entry() {
            return new Intent(
                    target, at, id, incident, action, backend.pinned(), reason, predicted);
        }
    }

    record DoneLine(
            int v,
            String kind,
            Instant at,
            String target,
            String id,
            Outcome outcome,
            int released,
            @Nullable String detail) {
        static DoneLine of(Done entry) {
            return new DoneLine(
                    VERSION,
                    DONE,
                    entry.at(),
                    entry.target(),
                    entry.id(),
                    entry.outcome(),
                    entry.released(),
                    entry.detail());
        }

        Done entry() {
            return new Done(target, at, id, outcome, released, detail);
        }
    }

    record DeclinedLine(
            int v,
            String kind,
            Instant at,
            String target,
            String incident,
            @Nullable SessionView backend,
            Reason reason,
            String detail,
            @Nullable Action action,
            int predicted) {
        static DeclinedLine of(Declined entry) {
            var backend = entry.backend();
            return new DeclinedLine(
                    VERSION,
                    DECLINED,
                    entry.at(),
                    entry.target(),
                    entry.incident(),
                    backend == null ? null : SessionView.of(backend),
                    entry.reason(),
                    entry.detail(),
                    entry.action(),
                    entry.predicted());
        }

        Declined entry() {
            return new Declined(
                    target,
                    at,
                    incident,
                    backend == null ? null : backend.id(),
                    reason,
                    detail,
                    action,
                    predicted);
        }
    }

    record ManualLine(
            int v,
            String kind,
            Instant at,
            String target,
            Action action,
            SessionView backend,
            String by,
            String result) {
        static ManualLine of(Manual entry) {
            return new ManualLine(
                    VERSION,
                    MANUAL,
                    entry.at(),
                    entry.target(),
                    entry.action(),
                    SessionView.of(entry.backend()),
                    entry.by(),
                    entry.result());
        }

        Manual entry() {
            return new Manual(target, at, action, backend.id(), by, result);
        }
    }

    record CircuitLine(int v, String kind, Instant at, String target, String by) {
        static CircuitLine of(CircuitClosed entry) {
            return new CircuitLine(VERSION, CIRCUIT, entry.at(), entry.target(), entry.by());
        }

        CircuitClosed entry() {
            return new CircuitClosed(target, at, by);
        }
    }

    /// @param at when it was saved, by our own clock
    record IncidentLine(int v, String kind, Instant at, IncidentView incident) {}
}
