package lockkeeper.deploy;

import lockkeeper.guard.GuardMode;
import lockkeeper.watch.Observation;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// When windows were opened, by the clocks of the servers that they are on. It is counted back from
/// the first look that was begun after the opening, in monotonic time, so no step of our clock has
/// a part in it; and it is never earlier than the opening was, only later by what the look needed
/// to reach the server.
final class Openings {
    private final LongSupplier nanoTime;

    /// When each was opened by this run, by its id.
    private final Map<String, Long> openedAt = new ConcurrentHashMap<>();

    /// @param nanoTime the clock of [Observation#begunAt()]
    Openings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void opened(String id) {
        openedAt.put(id, nanoTime.getAsLong());
    }

    void closed(String id) {
        openedAt.remove(id);
    }

    /// The same with what a look at a server tells of it, if that is not known yet.
    Deploy seen(Deploy deploy, Observation look) {
        var window = deploy.window();
        var server = look.target();
        if (!deploy.isOpen() || !window.isOn(server) || window.openedThere().containsKey(server))
            return deploy;
        var there = there(window, look);
        return there == null ? deploy : deploy.openedThere(server, there);
    }

    /// Of one from before a restart only that it had been opened by now is certain, which is enough
    /// for one that makes the guard act: it covers fewer.
    private @Nullable Instant there(DeployWindow window, Observation look) {
        var sampledAt = look.snapshot().sampledAt();
        var opened = openedAt.get(window.id());
        if (opened == null) return window.guard() == GuardMode.ENFORCE ? sampledAt : null;
        var since = look.begunAt() - opened;
        return since < 0 ? null : sampledAt.minusNanos(since);
    }
}
