package lockkeeper.pg;

import lockkeeper.guard.PinnedBackend;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/// Pins a session of a sample as the guard does.
final class Pins {
    private Pins() {}

    static PinnedBackend of(LockSnapshot snapshot, int pid) {
        var backend = Objects.requireNonNull(snapshot.backends().get(pid));
        for (var lock : snapshot.locks()) {
            for (var waiter : lock.waiters())
                if (waiter.waiter().pid() == pid)
                    return new PinnedBackend(
                            backend.id(),
                            waiter.virtualTransaction(),
                            backend.xactStart(),
                            queryStart(backend),
                            lock.target(),
                            waiter.mode(),
                            false,
                            waiter.waitStart(),
                            snapshot.sampledAt());
            for (var held : lock.holders())
                if (held.holder().pid() == pid)
                    return new PinnedBackend(
                            backend.id(),
                            held.virtualTransaction(),
                            backend.xactStart(),
                            queryStart(backend),
                            lock.target(),
                            held.mode(),
                            true,
                            null,
                            snapshot.sampledAt());
        }
        throw new IllegalArgumentException("pid " + pid + " has no contended lock");
    }

    private static @Nullable Instant queryStart(Backend backend) {
        return backend.isIdleInTransaction() ? null : backend.queryStart();
    }
}
