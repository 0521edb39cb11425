package lockkeeper.journal;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.Backend;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.lock.RelationName;
import lockkeeper.lock.UnknownBackend;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A sample as it stands in the file.
record SnapshotView(
        Instant sampledAt,
        boolean inRecovery,
        Duration deadlockTimeout,
        List<LockView> locks,
        List<BackendView> backends,
        Set<Integer> holdingElsewhere,
        Map<Integer, Set<Integer>> blockingPids,
        List<NameView> relations,
        Map<Long, String> databases,
        Set<Integer> ownPids,
        boolean hidden) {
    static SnapshotView of(LockSnapshot snapshot) {
        return new SnapshotView(
                snapshot.sampledAt(),
                snapshot.inRecovery(),
                snapshot.deadlockTimeout(),
                snapshot.locks().stream().map(LockView::of).toList(),
                snapshot.backends().values().stream().map(BackendView::of).toList(),
                snapshot.holdingElsewhere(),
                snapshot.blockingPids(),
                snapshot.relations().entrySet().stream()
                        .map(name -> new NameView(TargetView.of(name.getKey()), name.getValue()))
                        .toList(),
                snapshot.databases(),
                snapshot.ownPids(),
                snapshot.hidden());
    }

    LockSnapshot snapshot() {
        return new LockSnapshot(
                sampledAt,
                inRecovery,
                deadlockTimeout,
                locks.stream().map(LockView::contended).toList(),
                backends.stream()
                        .map(BackendView::backend)
                        .collect(Collectors.toMap(backend -> backend.id().pid(), b -> b)),
                holdingElsewhere,
                blockingPids,
                Map.of(),
                relations.stream()
                        .collect(Collectors.toMap(view -> view.lock().target(), NameView::name)),
                databases,
                ownPids,
                hidden);
    }

    record NameView(TargetView lock, RelationNameView named) {
        NameView(TargetView lock, RelationName name) {
            this(lock, new RelationNameView(name.schema(), name.name(), name.table()));
        }

        RelationName name() {
            return new RelationName(named.schema(), named.name(), named.table());
        }
    }

    record RelationNameView(String schema, String name, @Nullable String table) {}

    record LockView(TargetView lock, List<RequestView> holders, List<RequestView> waiters) {
        static LockView of(ContendedLock lock) {
            return new LockView(
                    TargetView.of(lock.target()),
                    lock.holders().stream().map(RequestView::of).toList(),
                    lock.waiters().stream().map(RequestView::of).toList());
        }

        ContendedLock contended() {
            return new ContendedLock(
                    lock.target(),
                    holders.stream().map(request -> request.held(lock)).toList(),
                    waiters.stream().map(request -> request.awaited(lock)).toList());
        }
    }

    /// @param backendStart null for a prepared transaction or a session we could not see
    /// @param database of a prepared transaction
    record RequestView(
            int pid,
            @Nullable Instant backendStart,
            @Nullable Long database,
            @Nullable String gid,
            LockMode mode,
            String virtualTransaction,
            @Nullable Instant since) {
        static RequestView of(HeldLock held) {
            return of(held.holder(), held.mode(), held.virtualTransaction(), null);
        }

        static RequestView of(AwaitedLock awaited) {
            return of(
                    awaited.waiter(),
                    awaited.mode(),
                    awaited.virtualTransaction(),
                    awaited.waitStart());
        }

        private static RequestView of(
                LockOwner owner, LockMode mode, String transaction, @Nullable Instant since) {
            return switch (owner) {
                case BackendId(int pid, var start) ->
                        new RequestView(pid, start, null, null, mode, transaction, since);
                case UnknownBackend(int pid) ->
                        new RequestView(pid, null, null, null, mode, transaction, since);
                case PreparedTransaction(_, long database, var gid) ->
                        new RequestView(0, null, database, gid, mode, transaction, since);
            };
        }

        private LockOwner owner() {
            if (database != null) return new PreparedTransaction(virtualTransaction, database, gid);
            return backendStart == null
                    ? new UnknownBackend(pid)
                    : new BackendId(pid, backendStart);
        }

        HeldLock held(TargetView lock) {
            return new HeldLock(lock.target(), owner(), mode, virtualTransaction);
        }

        AwaitedLock awaited(TargetView lock) {
            return new AwaitedLock(lock.target(), owner(), mode, virtualTransaction, since);
        }
    }

    record BackendView(
            int pid,
            Instant backendStart,
            String backendType,
            @Nullable Integer leaderPid,
            long databaseOid,
            @Nullable String database,
            long userOid,
            @Nullable String user,
            @Nullable Boolean superuser,
            String application,
            @Nullable String client,
            @Nullable String state,
            @Nullable String waitEventType,
            @Nullable String waitEvent,
            @Nullable Instant xactStart,
            @Nullable Instant queryStart,
            @Nullable Instant stateChange,
            boolean writes,
            @Nullable String query) {
        static BackendView of(Backend b) {
            return new BackendView(
                    b.id().pid(),
                    b.id().startedAt(),
                    b.type(),
                    b.leaderPid(),
                    b.databaseOid(),
                    b.database(),
                    b.userOid(),
                    b.user(),
                    b.superuser(),
                    b.application(),
                    b.client(),
                    b.state(),
                    b.waitEventType(),
                    b.waitEvent(),
                    b.xactStart(),
                    b.queryStart(),
                    b.stateChange(),
                    b.writes(),
                    b.query());
        }

        Backend backend() {
            return new Backend(
                    new BackendId(pid, backendStart),
                    backendType,
                    leaderPid,
                    databaseOid,
                    database,
                    userOid,
                    user,
                    superuser,
                    application,
                    client,
                    state,
                    waitEventType,
                    waitEvent,
                    xactStart,
                    queryStart,
                    stateChange,
                    writes,
                    query);
        }
    }
}
