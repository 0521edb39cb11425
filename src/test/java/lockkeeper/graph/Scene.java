package lockkeeper.graph;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.Backend;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.lock.RelationName;
import lockkeeper.lock.UnknownBackend;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Builds a sample for a test, told as a story: who holds what, then who came and asked for what.
/// Everybody who waits began 10 ms after the one before.
public final class Scene {
    public static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    public static final LockTarget USERS = LockTarget.relation(5, 1001);
    public static final LockTarget ORDERS = LockTarget.relation(5, 1002);

    private final Map<LockTarget, List<HeldLock>> holders = new LinkedHashMap<>();
    private final Map<LockTarget, List<AwaitedLock>> waiters = new LinkedHashMap<>();
    private final Map<Integer, Backend> backends = new LinkedHashMap<>();
    private final Map<Integer, LockOwner> owners = new HashMap<>();
    private final Set<Integer> holdingElsewhere = new HashSet<>();
    private final Map<Integer, Set<Integer>> blockingPids = new HashMap<>();
    private final Set<Integer> ownPids = new HashSet<>();
    private final Set<LockTarget> unnamed = new HashSet<>();
    private final Set<LockTarget> outdated = new HashSet<>();
    private final Map<Integer, Backend> departed = new HashMap<>();
    private Instant sampledAt = START.plusMillis(500);
    private Instant clock = START;
    private boolean hidden;
    private boolean inRecovery;

    public static BackendId backend(int pid) {
        return new BackendId(pid, START.minusSeconds(60).plusMillis(pid));
    }

    public Scene held(int pid, LockMode mode, LockTarget target) {
        return held(owner(pid), mode, target);
    }

    public Scene held(LockOwner owner, LockMode mode, LockTarget target) {
        holders.computeIfAbsent(target, _ -> new ArrayList<>())
                .add(new HeldLock(target, owner, mode, transaction(owner)));
        return this;
    }

    public Scene awaited(int pid, LockMode mode, LockTarget target) {
        clock = clock.plusMillis(10);
        return awaitedSince(clock, pid, mode, target);
    }

    public Scene awaitedSince(Instant start, int pid, LockMode mode, LockTarget target) {
        var owner = owner(pid);
        waiters.computeIfAbsent(target, _ -> new ArrayList<>())
                .add(new AwaitedLock(target, owner, mode, transaction(owner), start));
        return this;
    }

    /// `count` sessions with the pids from `first` on come one after the other.
    public Scene crowd(int first, int count, LockMode mode, LockTarget target) {
        for (var pid = first; pid < first + count; pid++) awaited(pid, mode, target);
        return this;
    }

    public Scene worker(int pid, int leader) {
        owner(leader);
        return edit(pid, session -> session.type("parallel worker").leaderPid(leader));
    }

    public Scene type(int pid, String type) {
        return edit(pid, session -> session.type(type));
    }

    public Scene state(int pid, @Nullable String state) {
        return edit(pid, session -> session.state(state));
    }

    public Scene query(int pid, @Nullable String query) {
        return edit(pid, session -> session.query(query));
    }

    public Scene with(int pid, UnaryOperator<Backend> change) {
        owner(pid);
        backends.computeIfPresent(pid, (_, backend) -> change.apply(backend));
        return this;
    }

    /// Changes something about a session.
    public Scene edit(int pid, UnaryOperator<SessionEdit> change) {
        return with(pid, session -> change.apply(new SessionEdit(session)).done());
    }

    /// This is a session of ours.
    public Scene own(int pid) {
        ownPids.add(pid);
        return this;
    }

    /// The name of a relation cannot be looked up.
    public Scene unnamed(LockTarget target) {
        unnamed.add(target);
        return this;
    }

    /// The name of a relation was read long ago.
    public Scene outdated(LockTarget target) {
        outdated.add(target);
        return this;
    }

    /// A session that stood in the way in the sample before, and is still there.
    public Scene departed(int pid) {
        departed.put(pid, session(pid));
        return this;
    }

    public Scene unknown(int pid) {
        backends.remove(pid);
        owners.put(pid, new UnknownBackend(pid));
        return this;
    }

    public Scene holdsElsewhere(int... pids) {
        for (var pid : pids) holdingElsewhere.add(pid);
        return this;
    }

    public Scene answered(int pid, Integer... blockers) {
        blockingPids.put(pid, Set.of(blockers));
        return this;
    }

    public Scene sampledAt(Instant at) {
        sampledAt = at;
        return this;
    }

    public Scene hidden() {
        hidden = true;
        return this;
    }

    public Scene inRecovery() {
        inRecovery = true;
        return this;
    }

    public LockSnapshot snapshot() {
        var targets = new HashSet<>(waiters.keySet());
        targets.addAll(holders.keySet());
        var locks = new ArrayList<ContendedLock>();
        for (var target : targets)
            if (waiters.containsKey(target))
                locks.add(
                        new ContendedLock(
                                target,
                                holders.getOrDefault(target, List.of()),
                                waiters.getOrDefault(target, List.of())));
        return new LockSnapshot(
                sampledAt,
                inRecovery,
                Duration.ofSeconds(1),
                locks,
                backends,
                holdingElsewhere,
                blockingPids,
                departed,
                names(),
                Map.of(5L, "app"),
                ownPids,
                hidden);
    }

    public WaitGraph graph() {
        return WaitGraph.of(snapshot());
    }

    private Map<LockTarget, RelationName> names() {
        var names = new HashMap<LockTarget, RelationName>();
        names.put(USERS, new RelationName("public", "users", null));
        names.put(ORDERS, new RelationName("public", "orders", null));
        names.keySet().removeAll(unnamed);
        for (var target : outdated) names.computeIfPresent(target, (_, name) -> name.asOutdated());
        return names;
    }

    private LockOwner owner(int pid) {
        return owners.computeIfAbsent(
                pid,
                _ -> {
                    var backend = session(pid);
                    backends.put(pid, backend);
                    return backend.id();
                });
    }

    private static String transaction(LockOwner owner) {
        return owner instanceof PreparedTransaction prepared
                ? prepared.virtualTransaction()
                : owner.pid() + "/1";
    }

    private static Backend session(int pid) {
        return new Backend(
                backend(pid),
                "client backend",
                null,
                5,
                "app",
                10,
                "app",
                false,
                "test",
                null,
                "active",
                null,
                null,
                START.minusSeconds(1),
                START.minusMillis(100),
                START.minusMillis(100),
                false,
                "SELECT 1");
    }
}
