package lockkeeper.journal;

import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Stage;
import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.Blocker;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.incident.Incident.GuardAction;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.incident.Incident.Point;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.lock.UnknownBackend;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// An incident as it stands in the file.
record IncidentView(
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
        List<BlockerView> blockers,
        List<ActionView> actions,
        @Nullable EndedBy endedBy,
        @Nullable Duration relief,
        String sentence,
        @Nullable String advice,
        List<PointView> timeline,
        @Nullable Boolean announced,
        SnapshotView worst) {
    static IncidentView of(Incident incident) {
        return new IncidentView(
                incident.id(),
                incident.target(),
                incident.kind(),
                incident.database(),
                incident.relation(),
                incident.deploy(),
                incident.startedAt(),
                incident.endedAt(),
                incident.waiting(),
                incident.peakWaiting(),
                incident.blockedSessionSeconds(),
                incident.blockers().stream().map(BlockerView::of).toList(),
                incident.actions().stream().map(ActionView::of).toList(),
                incident.endedBy(),
                incident.relief(),
                incident.sentence(),
                incident.advice(),
                incident.timeline().stream().map(PointView::of).toList(),
                incident.announced(),
                SnapshotView.of(incident.worst()));
    }

    Incident incident() {
        return new Incident(
                id,
                target,
                kind,
                database,
                relation,
                deploy,
                startedAt,
                endedAt,
                waiting,
                peakWaiting,
                blockedSessionSeconds,
                blockers.stream().map(BlockerView::blocker).toList(),
                actions.stream().map(ActionView::guardAction).toList(),
                endedBy,
                relief,
                sentence,
                advice,
                timeline.stream().map(PointView::point).toList(),
                Boolean.TRUE.equals(announced),
                worst.snapshot());
    }

    /// @param prepared null for a session
    record BlockerView(
            int pid,
            @Nullable Instant backendStart,
            @Nullable PreparedView prepared,
            String command,
            @Nullable String query,
            @Nullable String user,
            String application,
            Stage stage,
            LockMode mode,
            List<Integer> blockedBy) {
        static BlockerView of(Blocker blocker) {
            return new BlockerView(
                    blocker.owner().pid(),
                    blocker.owner() instanceof BackendId id ? id.startedAt() : null,
                    blocker.owner() instanceof PreparedTransaction p ? PreparedView.of(p) : null,
                    blocker.command(),
                    blocker.query(),
                    blocker.user(),
                    blocker.application(),
                    blocker.stage(),
                    blocker.mode(),
                    blocker.blockedBy());
        }

        private LockOwner owner() {
            if (prepared != null) return prepared.transaction();
            return backendStart == null
                    ? new UnknownBackend(pid)
                    : new BackendId(pid, backendStart);
        }

        Blocker blocker() {
            return new Blocker(owner(), command, query, user, application, stage, mode, blockedBy);
        }
    }

    record PreparedView(String virtualTransaction, long database, @Nullable String gid) {
        static PreparedView of(PreparedTransaction transaction) {
            return new PreparedView(
                    transaction.virtualTransaction(), transaction.database(), transaction.gid());
        }

        PreparedTransaction transaction() {
            return new PreparedTransaction(virtualTransaction, database, gid);
        }
    }

    record ActionView(
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
        static ActionView of(GuardAction done) {
            return new ActionView(
                    done.id(),
                    done.at(),
                    done.action(),
                    done.pid(),
                    done.enforced(),
                    done.reason(),
                    done.detail(),
                    done.predicted(),
                    done.released(),
                    done.outcome(),
                    done.xactStart());
        }

        GuardAction guardAction() {
            return new GuardAction(
                    id, at, action, pid, enforced, reason, detail, predicted, released, outcome,
                    xactStart);
        }
    }

    record PointView(Instant at, int waiting) {
        static PointView of(Point point) {
            return new PointView(point.at(), point.waiting());
        }

        Point point() {
            return new Point(at, waiting);
        }
    }
}
