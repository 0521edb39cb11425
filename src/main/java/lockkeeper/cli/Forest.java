package lockkeeper.cli;

import lockkeeper.cli.LiveGraph.Session;
import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The sessions of a wait graph as trees: below each stand those who wait directly behind it. Who
/// waits behind several stands below the first that holds the lock, else below the first in line.
final class Forest {
    /// One session and those below it.
    ///
    /// @param hard whether the one above holds a lock that is in the way, not only a place in line
    /// @param circle whether it waits, by way of others, for itself
    /// @param folded how many sessions below are not among the branches
    record Branch(
            Session session, boolean hard, boolean circle, List<Branch> branches, int folded) {
        Branch {
            branches = List.copyOf(branches);
        }
    }

    private static final int MOST_LEAVES = 4;
    private static final int LEAVES_OF_MANY = 3;
    private static final int MOST_STEMS = 8;
    private static final int DEEPEST = 12;

    private final LiveGraph graph;
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final Map<String, List<String>> below = new HashMap<>();
    private final Set<String> placed = new HashSet<>();

    private Forest(LiveGraph graph) {
        this.graph = graph;
    }

    static List<Branch> of(LiveGraph graph) {
        return new Forest(graph).grow();
    }

    private List<Branch> grow() {
        for (var session : graph.sessions()) sessions.put(session.key(), session);
        sessions.values().removeIf(this::isWorker);
        var roots = new ArrayList<Session>();
        for (var session : sessions.values()) {
            var above = above(session);
            if (above == null) roots.add(session);
            else below.computeIfAbsent(above, _ -> new ArrayList<>()).add(session.key());
        }
        var trees = new ArrayList<Branch>();
        for (var root : roots) trees.add(branch(root, false, 0));
        for (var session : sessions.values())
            if (!placed.contains(session.key())) trees.add(branch(session, true, 0));
        return trees;
    }

    /// A parallel worker waits as its leader.
    private boolean isWorker(Session session) {
        return session.leaderPid() != null
                && sessions.containsKey(Session.key(session.leaderPid(), null));
    }

    private @Nullable String above(Session session) {
        if (session.blockedBy().isEmpty()) return null;
        var pid = session.blockedBy().getFirst();
        var key = pid == 0 ? prepared(session) : Session.key(pid, null);
        return key != null && sessions.containsKey(key) && !key.equals(session.key()) ? key : null;
    }

    /// The prepared transaction that is in a session's way.
    private @Nullable String prepared(Session session) {
        for (var queue : graph.queues())
            for (var waiter : queue.waiters())
                if (waiter.pid() == session.pid())
                    for (var holder : queue.holders())
                        if (holder.pid() == 0 && conflict(holder.mode(), waiter.mode()))
                            return holder.key();
        return null;
    }

    private static boolean conflict(String held, String awaited) {
        var mode = LockMode.ofPgName(held);
        var wanted = LockMode.ofPgName(awaited);
        return mode != null && wanted != null && mode.conflictsWith(wanted);
    }

    private Branch branch(Session session, boolean circle, int depth) {
        placed.add(session.key());
        var stems = new ArrayList<Session>();
        var leaves = new ArrayList<Session>();
        for (var key : below.getOrDefault(session.key(), List.of())) {
            var next = sessions.get(key);
            if (next != null && !placed.contains(key))
                (below.containsKey(key) ? stems : leaves).add(next);
        }
        var shown = new HashSet<Session>();
        if (depth < DEEPEST) {
            shown.addAll(first(stems, MOST_STEMS, MOST_STEMS));
            shown.addAll(first(leaves, MOST_LEAVES, LEAVES_OF_MANY));
        }
        var branches = new ArrayList<Branch>();
        var folded = 0;
        for (var key : below.getOrDefault(session.key(), List.of())) {
            var next = sessions.get(key);
            if (next == null || placed.contains(key)) continue;
            if (shown.contains(next)) branches.add(branch(next, false, depth + 1));
            else folded += fold(key);
        }
        return new Branch(session, session.blockedByHolders() > 0, circle, branches, folded);
    }

    /// All of them if they are at most so many, else the first of them.
    private static List<Session> first(List<Session> all, int most, int ofMany) {
        return all.size() <= most ? all : all.subList(0, ofMany);
    }

    /// How many there are from here on down.
    private int fold(String top) {
        var left = new ArrayDeque<>(List.of(top));
        var count = 0;
        for (var key = left.poll(); key != null; key = left.poll()) {
            if (!placed.add(key)) continue;
            count++;
            left.addAll(below.getOrDefault(key, List.of()));
        }
        return count;
    }
}
