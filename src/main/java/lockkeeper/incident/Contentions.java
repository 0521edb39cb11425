package lockkeeper.incident;

import lockkeeper.graph.Blockers;
import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.PileUp;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.statement.CommandTag;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds what is waited for though no DDL is to blame. Each waiter counts once, for the session at
/// the end of its chain: whoever is first in its way, and whoever is first in that one's way, and
/// so on.
public final class Contentions {
    /// A client that thinks for less than this between two statements is at work.
    private static final Duration THINKS = Duration.ofSeconds(1);

    private final WaitGraph graph;
    private final Map<LockOwner, Blockers> blockers;
    private final Map<LockOwner, @Nullable LockOwner> roots = new HashMap<>();

    private Contentions(WaitGraph graph) {
        this.graph = graph;
        this.blockers = graph.blockers(1);
    }

    /// The contentions, largest first.
    ///
    /// @param pileUps those of the same graph: who is stuck in one belongs to it alone
    public static List<Contention> of(WaitGraph graph, Collection<PileUp> pileUps) {
        return graph.queues().isEmpty() ? List.of() : new Contentions(graph).find(pileUps);
    }

    private List<Contention> find(Collection<PileUp> pileUps) {
        var ofDdl = new HashSet<LockOwner>();
        for (var pileUp : pileUps) {
            ofDdl.addAll(pileUp.stuck());
            for (var suspect : pileUp.suspects()) ofDdl.add(suspect.owner());
        }
        var behind = new LinkedHashMap<LockOwner, Set<LockOwner>>();
        for (var waiter : graph.waiters()) {
            var root = root(graph.group(waiter));
            if (root == null) continue;
            if (ofDdl.contains(waiter) || ofDdl.contains(graph.group(waiter))) continue;
            behind.computeIfAbsent(root, _ -> new LinkedHashSet<>()).add(waiter);
        }
        var found = new ArrayList<Contention>();
        behind.forEach((root, waiting) -> found.add(contention(root, waiting)));
        found.sort(Comparator.comparingInt((Contention c) -> c.waiting().size()).reversed());
        return found;
    }

    /// The end of the chain that begins with a group; null if it leads in a circle, or to somebody
    /// who waits for nobody we can see.
    private @Nullable LockOwner root(LockOwner start) {
        var path = new LinkedHashSet<LockOwner>();
        var at = start;
        while (!roots.containsKey(at) && path.add(at)) {
            var next = inItsWay(at);
            if (next == null) break;
            at = next;
        }
        var waits = !graph.waitingMembers(at).isEmpty();
        var end = roots.containsKey(at) ? roots.get(at) : waits ? null : at;
        for (var passed : path) roots.put(passed, end);
        return end;
    }

    private @Nullable LockOwner inItsWay(LockOwner group) {
        var waiting = graph.waitingMembers(group);
        if (waiting.isEmpty()) return null;
        var first = blockers.getOrDefault(waiting.getFirst(), Blockers.NONE).first();
        return first.isEmpty() ? null : first.getFirst();
    }

    private Contention contention(LockOwner root, Set<LockOwner> waiting) {
        var target = mostAwaited(waiting);
        var backend = graph.snapshot().backend(root);
        return new Contention(
                kind(root, backend, target),
                target,
                root,
                backend,
                mode(root, target),
                waiting,
                ownBuild(backend, waiting));
    }

    private @Nullable Backend ownBuild(@Nullable Backend root, Set<LockOwner> waiting) {
        if (root == null || !isLeftOpen(root)) return null;
        for (var waiter : waiting) {
            var awaited = graph.awaited(waiter);
            var backend = graph.snapshot().backend(waiter);
            if (backend != null
                    && awaited != null
                    && awaited.target().type() == LockType.VIRTUALXID
                    && backend.isOfSameProgram(root)
                    && backend.query() != null
                    && CommandTag.of(backend.query()).isConcurrently()) return backend;
        }
        return null;
    }

    private LockTarget mostAwaited(Set<LockOwner> waiting) {
        var counts = new LinkedHashMap<LockTarget, Integer>();
        for (var waiter : waiting) {
            var awaited = graph.awaited(waiter);
            if (awaited != null) counts.merge(awaited.target(), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow();
    }

    /// Of all that it holds in somebody's way, preferably of what most wait for.
    private LockMode mode(LockOwner root, LockTarget target) {
        return graph.queuesOf(root).stream()
                .flatMap(queue -> queue.holders().stream())
                .filter(lock -> graph.group(lock.holder()).equals(root))
                .max(Comparator.comparing(lock -> lock.target().equals(target)))
                .orElseThrow()
                .mode();
    }

    private Kind kind(LockOwner root, @Nullable Backend backend, LockTarget target) {
        if (root instanceof PreparedTransaction) return Kind.PREPARED_TRANSACTION;
        if (backend != null && backend.preventsWraparound()) return Kind.WRAPAROUND_VACUUM;
        if (target.type() == LockType.ADVISORY) return Kind.ADVISORY;
        if (backend != null && isLeftOpen(backend)) return Kind.IDLE_IN_TRANSACTION;
        return isRow(target) ? Kind.HOT_ROW : Kind.OTHER;
    }

    private boolean isLeftOpen(Backend backend) {
        var since = backend.stateChange();
        if (!backend.isIdleInTransaction()) return false;
        return since == null || !since.plus(THINKS).isAfter(graph.snapshot().sampledAt());
    }

    /// Whether it is what somebody waits for who wants a row that another has changed.
    static boolean isRow(LockTarget target) {
        return target.type() == LockType.TUPLE || target.type() == LockType.TRANSACTIONID;
    }
}
