package lockkeeper.pg;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.Backend;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;
import lockkeeper.lock.UnknownBackend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts what was read together: owners instead of pids, names where we know them.
record SnapshotBuilder(Directory directory, QueryTexts texts, PreparedTransactions prepared) {
    LockSnapshot build(
            LockTable table,
            Map<Integer, Backend> backends,
            Map<Integer, Backend> departed,
            Set<Integer> ownPids,
            boolean hidden) {
        var locks = new ArrayList<ContendedLock>(table.objects().size());
        var relations = new HashMap<LockTarget, RelationName>();
        table.objects()
                .forEach(
                        (target, rows) -> {
                            locks.add(lock(target, rows, backends));
                            var name = target.relation() == 0 ? null : directory.relation(target);
                            if (name != null) relations.put(target, name);
                        });
        var named = new HashMap<Integer, Backend>();
        backends.forEach((pid, backend) -> named.put(pid, named(backend)));
        return new LockSnapshot(
                table.sampledAt(),
                table.inRecovery(),
                table.deadlockTimeout(),
                locks,
                named,
                table.holdingElsewhere(),
                Map.of(),
                departed,
                relations,
                directory.databases(),
                ownPids,
                hidden);
    }

    private ContendedLock lock(
            LockTarget target, List<LockRow> rows, Map<Integer, Backend> backends) {
        var holders = new ArrayList<HeldLock>();
        var waiters = new ArrayList<AwaitedLock>();
        for (var row : rows) {
            var owner = owner(row, backends);
            var transaction = row.virtualTransaction();
            if (row.granted()) holders.add(new HeldLock(target, owner, row.mode(), transaction));
            else
                waiters.add(
                        new AwaitedLock(target, owner, row.mode(), transaction, row.waitStart()));
        }
        return new ContendedLock(target, holders, waiters);
    }

    private LockOwner owner(LockRow row, Map<Integer, Backend> backends) {
        var pid = row.pid();
        if (pid == null) return prepared.of(row.virtualTransaction());
        var backend = backends.get(pid);
        return backend == null ? new UnknownBackend(pid) : backend.id();
    }

    private Backend named(Backend backend) {
        var role = backend.userOid() == 0 ? null : directory.role(backend.userOid());
        return backend.with(
                directory.databases().get(backend.databaseOid()),
                role == null ? null : role.name(),
                role == null ? null : role.superuser(),
                texts.of(backend));
    }
}
