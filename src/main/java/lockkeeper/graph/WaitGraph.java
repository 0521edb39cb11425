package lockkeeper.graph;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who waits for whom at one instant, exactly as `pg_blocking_pids` would say, and what would
/// happen if somebody left.
///
/// Built once from a sample and never changed. Work grows with the number of locks and waiters, not
/// with the number of edges.
public final class WaitGraph {
    /// So many answers about who would be released are kept: guard, incidents and metrics ask the
    /// same about the few that matter.
    private static final int REMEMBERED = 16;

    private static final Comparator<WaitQueue> BY_LENGTH =
            Comparator.comparingInt(queue -> queue.holders().size() + queue.waiters().size());

    private final LockSnapshot snapshot;
    private final Groups groups;
    private final Map<LockTarget, WaitQueue> queues = new LinkedHashMap<>();
    private final Map<LockOwner, Place> places = new LinkedHashMap<>();
    private final Map<LockOwner, List<LockOwner>> parallel = new HashMap<>();
    private final @Nullable WaitQueue longest;
    private final Map<LockOwner, List<WaitQueue>> involved = new HashMap<>();
    private final Map<Set<LockOwner>, Relief> reliefs = new ConcurrentHashMap<>();

    /// Where somebody waits.
    record Place(WaitQueue queue, int position) {
        AwaitedLock lock() {
            return queue.waiters().get(position);
        }
    }

    private WaitGraph(LockSnapshot snapshot) {
        this.snapshot = snapshot;
        this.groups = new Groups(snapshot);
        var order = new QueueOrder(snapshot, groups);
        for (var lock : snapshot.locks()) {
            var held = new Held(lock.holders(), groups);
            add(new WaitQueue(lock, held, order.of(lock, held), groups));
        }
        this.longest = queues.isEmpty() ? null : Collections.max(queues.values(), BY_LENGTH);
        for (var queue : queues.values()) if (!queue.equals(longest)) involve(queue);
        if (longest != null) involve(longest);
    }

    /// The graph of a sample.
    public static WaitGraph of(LockSnapshot snapshot) {
        return new WaitGraph(snapshot);
    }

    private void add(WaitQueue queue) {
        queues.put(queue.target(), queue);
        for (var i = 0; i < queue.waiters().size(); i++) {
            var waiter = queue.waiters().get(i).waiter();
            var group = groups.of(waiter);
            places.put(waiter, new Place(queue, i));
            if (groups.hasWorkers(group))
                parallel.computeIfAbsent(group, _ -> new ArrayList<>(2)).add(waiter);
        }
    }

    /// Remembers who is in a queue. In the longest, which may be very long, only those matter who
    /// are in another one, too: the rest is found by looking there.
    private void involve(WaitQueue queue) {
        for (var lock : queue.holders()) involve(groups.of(lock.holder()), queue);
        for (var lock : queue.waiters()) involve(groups.of(lock.waiter()), queue);
    }

    private void involve(LockOwner group, WaitQueue queue) {
        var known = involved.get(group);
        if (known == null && !queue.equals(longest)) involved.put(group, List.of(queue));
        if (known != null && !known.getLast().equals(queue))
            involved.put(group, joined(known, queue));
    }

    private static List<WaitQueue> joined(List<WaitQueue> some, WaitQueue more) {
        var all = some.size() == 1 ? new ArrayList<>(some) : some;
        all.add(more);
        return all;
    }

    public LockSnapshot snapshot() {
        return snapshot;
    }

    /// Every contended object with its queue.
    public Collection<WaitQueue> queues() {
        return Collections.unmodifiableCollection(queues.values());
    }

    public @Nullable WaitQueue queue(LockTarget target) {
        return queues.get(target);
    }

    /// The connected parts of the graph: queues that share a group, directly or through others.
    public List<List<WaitQueue>> parts() {
        return Parts.of(queues.values(), involved.values());
    }

    /// Everybody who waits, each member of a group by itself.
    public Set<LockOwner> waiters() {
        return Collections.unmodifiableSet(places.keySet());
    }

    /// Every group that holds or awaits a contended object.
    public Set<LockOwner> groupsInvolved() {
        var all = new LinkedHashSet<LockOwner>();
        for (var queue : queues.values()) {
            for (var lock : queue.holders()) all.add(groups.of(lock.holder()));
            for (var lock : queue.waiters()) all.add(groups.of(lock.waiter()));
        }
        return Collections.unmodifiableSet(all);
    }

    /// What somebody waits for, or null for one who does not wait.
    public @Nullable AwaitedLock awaited(LockOwner owner) {
        var place = places.get(owner);
        return place == null ? null : place.lock();
    }

    /// The owner that stands for the lock group of this one: the leader of a parallel query, else
    /// itself.
    public LockOwner group(LockOwner owner) {
        return groups.of(owner);
    }

    /// The members of a group that wait.
    public List<LockOwner> waitingMembers(LockOwner group) {
        var members = parallel.get(group);
        if (members != null) return Collections.unmodifiableList(members);
        return groups.waits(group) ? List.of(group) : List.of();
    }

    /// The contended objects that a group holds or awaits.
    public List<WaitQueue> queuesOf(LockOwner group) {
        var known = involved.get(group);
        if (known != null) return Collections.unmodifiableList(known);
        var isThere = longest != null && (groups.waits(group) || longest.held().by(group) != 0);
        return isThere ? List.of(longest) : List.of();
    }

    /// Whom the group of this owner waits for: what `pg_blocking_pids` answers for any of its
    /// members, each blocker once, holders first, then in queue order.
    public List<Edge> edgesOf(LockOwner owner) {
        var edges = new LinkedHashMap<LockOwner, Edge>();
        for (var member : waitingMembers(groups.of(owner))) {
            var place = place(member);
            for (var edge : place.queue().edgesOf(place.lock()))
                edges.putIfAbsent(edge.blocker(), edge);
        }
        return List.copyOf(edges.values());
    }

    /// Where a waiter stands.
    Place place(LockOwner waiter) {
        var place = places.get(waiter);
        if (place == null) throw new IllegalArgumentException(waiter + " does not wait");
        return place;
    }

    /// How many blockers each waiter has: the size of [#edgesOf], for all of them at once.
    public Map<LockOwner, Integer> blockerCounts() {
        var counts = new HashMap<LockOwner, Integer>();
        for (var queue : queues.values()) {
            var inQueue = queue.edgeCounts();
            for (var i = 0; i < inQueue.length; i++)
                counts.put(queue.waiters().get(i).waiter(), inQueue[i]);
        }
        for (var members : parallel.values())
            if (members.size() > 1)
                for (var member : members) counts.put(member, edgesOf(member).size());
        return counts;
    }

    /// Whom each waiter waits for, at most so many of them named: [#edgesOf] for all of them at
    /// once.
    public Map<LockOwner, Blockers> blockers(int most) {
        var blockers = new HashMap<LockOwner, Blockers>();
        for (var queue : queues.values()) blockers.putAll(Blockers.of(queue, groups, most));
        for (var members : parallel.values())
            if (members.size() > 1)
                for (var member : members) blockers.put(member, Blockers.of(edgesOf(member), most));
        return blockers;
    }

    /// How many waiters each group blocks directly, by a lock it holds or by its place in a queue;
    /// groups that block nobody are absent.
    public Map<LockOwner, Integer> blockedCounts() {
        var counts = new HashMap<LockOwner, Integer>();
        for (var queue : queues.values())
            queue.blockedCounts().forEach((group, n) -> counts.merge(group, n, Integer::sum));
        return counts;
    }

    /// Those who block somebody and wait for nobody: where every wait ends, deadlocks apart.
    public Set<LockOwner> rootBlockers() {
        var roots = new LinkedHashSet<>(blockedCounts().keySet());
        roots.removeIf(groups::waits);
        return roots;
    }

    /// What would happen if these owners left, each with its whole group.
    public Relief without(Collection<? extends LockOwner> leaving) {
        var leavingGroups = new LinkedHashSet<LockOwner>();
        for (var owner : leaving) leavingGroups.add(groups.of(owner));
        var known = reliefs.get(leavingGroups);
        if (known != null) return known;
        var relief = new Simulation(this).without(leavingGroups);
        if (reliefs.size() < REMEMBERED) reliefs.put(leavingGroups, relief);
        return relief;
    }

    /// Those in a deadlock, or behind one: they would wait on even if every session that does not
    /// wait ended.
    public Set<LockOwner> deadlocked() {
        var finished = new Simulation(this).withoutRunners();
        var stuck = new HashSet<LockOwner>();
        for (var waiter : places.keySet()) stuck.add(groups.of(waiter));
        stuck.removeAll(finished);
        return stuck;
    }

    /// Those who wait though nobody whom we can see is in their way: a sample read in the middle of
    /// a change, a blocker hidden from our role, or a member of their own group. Nothing may be
    /// concluded about them.
    public Set<LockOwner> unexplained() {
        return new Simulation(this).unchanged();
    }

    /// Those whose place in a queue is open and was not settled by `pg_blocking_pids`.
    public Set<LockOwner> unsettled() {
        var unsettled = new LinkedHashSet<LockOwner>();
        for (var question : QueueOrder.questions(snapshot))
            if (!snapshot.blockingPids().containsKey(question.pid()))
                unsettled.add(question.waiter().waiter());
        return unsettled;
    }

    Groups groups() {
        return groups;
    }
}
