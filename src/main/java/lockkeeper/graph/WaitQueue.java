package lockkeeper.graph;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The wait queue of one lockable object: who holds it, and who awaits it in the order in which the
/// server will serve them.
///
/// A queue of n waiters has up to n² edges, so it keeps the list and derives edges when asked.
public final class WaitQueue {
    private final LockTarget target;
    private final List<HeldLock> holders;
    private final List<AwaitedLock> waiters;
    private final Groups groups;
    private final Held held;
    private final Modes waiting = new Modes();

    /// @param held by the holders of this lock
    /// @param waiters of this lock, in the order of the queue
    WaitQueue(ContendedLock lock, Held held, List<AwaitedLock> waiters, Groups groups) {
        this.target = lock.target();
        this.holders = lock.holders();
        this.waiters = List.copyOf(waiters);
        this.groups = groups;
        this.held = held;
        for (var waiter : waiters) waiting.add(waiter.mode().bit());
    }

    public LockTarget target() {
        return target;
    }

    public List<HeldLock> holders() {
        return holders;
    }

    /// Head of the line first.
    public List<AwaitedLock> waiters() {
        return waiters;
    }

    /// The edges of one waiter: whom it waits for here. A holder of a conflicting lock is a hard
    /// edge; one that only stands ahead with a conflicting request is a soft edge. Groups count as
    /// their leader, each once, holders first, then in queue order.
    public List<Edge> edgesOf(AwaitedLock waiter) {
        var edges = new ArrayList<Edge>();
        var seen = new HashSet<LockOwner>();
        seen.add(groups.of(waiter.waiter()));
        for (var lock : holders) {
            if (!lock.mode().conflictsWith(waiter.mode())) continue;
            var blocker = groups.of(lock.holder());
            if (seen.add(blocker)) edges.add(new Edge.Hard(waiter.waiter(), blocker));
        }
        for (var ahead : waiters) {
            if (ahead.equals(waiter)) break;
            if (!ahead.mode().conflictsWith(waiter.mode())) continue;
            var blocker = groups.of(ahead.waiter());
            if (seen.add(blocker)) edges.add(new Edge.Soft(waiter.waiter(), blocker));
        }
        return Collections.unmodifiableList(edges);
    }

    /// How many edges each waiter has, in queue order: what [#edgesOf] would count, for all of them
    /// in one pass for each mode asked for.
    int[] edgeCounts() {
        var counts = new int[waiters.size()];
        var done = 0;
        for (var waiter : waiters) {
            if ((done & waiter.mode().bit()) != 0) continue;
            done |= waiter.mode().bit();
            countFor(waiter.mode().bit(), waiter.mode().conflicts(), counts);
        }
        return counts;
    }

    private void countFor(int mode, int conflicts, int[] counts) {
        var blockers = new HashSet<LockOwner>();
        for (var lock : holders)
            if ((lock.mode().bit() & conflicts) != 0) blockers.add(groups.of(lock.holder()));
        for (var i = 0; i < counts.length; i++) {
            var waiter = waiters.get(i);
            var group = groups.of(waiter.waiter());
            if (waiter.mode().bit() == mode)
                counts[i] = blockers.size() - (blockers.contains(group) ? 1 : 0);
            if ((waiter.mode().bit() & conflicts) != 0) blockers.add(group);
        }
    }

    /// How many waiters here each group blocks, directly, by a lock or by its place in the queue.
    /// Groups that block nobody are left out.
    public Map<LockOwner, Integer> blockedCounts() {
        return blockedCounts(held.all(), 0);
    }

    /// Those who block somebody here, and hold this in a mode that keeps client work out or wait
    /// themselves.
    public Set<LockOwner> stoppers() {
        return blockedCounts(held.known(), LockMode.SHARE.bit()).keySet();
    }

    /// @param held by those who matter
    /// @param least of those who only hold, only such with a mode of at least this bit
    private Map<LockOwner, Integer> blockedCounts(Map<LockOwner, Integer> held, int least) {
        var counts = new HashMap<LockOwner, Integer>();
        var behind = new Modes();
        var members = new HashSet<LockOwner>();
        var parallel = new HashSet<LockOwner>();
        for (var waiter : waiters.reversed()) {
            var group = groups.of(waiter.waiter());
            if (members.add(group)) put(counts, group, blockedBy(waiter, behind));
            else parallel.add(group);
            behind.add(waiter.mode().bit());
        }
        for (var holder : held.entrySet())
            if (holder.getValue() >= least && !members.contains(holder.getKey()))
                put(counts, holder.getKey(), waiting.count(Modes.conflicts(holder.getValue())));
        for (var group : parallel) put(counts, group, blockedBy(group).size());
        return counts;
    }

    /// How many others a waiter blocks, by what it holds or, if they are behind, by its request.
    private int blockedBy(AwaitedLock waiter, Modes behind) {
        var byLock = Modes.conflicts(held.by(groups.of(waiter.waiter())));
        var itself = (waiter.mode().bit() & byLock) == 0 ? 0 : 1;
        return waiting.count(byLock) - itself + behind.count(waiter.mode().conflicts() & ~byLock);
    }

    private static void put(Map<LockOwner, Integer> counts, LockOwner group, int blocked) {
        if (blocked > 0) counts.put(group, blocked);
    }

    /// The waiters here that a group blocks directly, in queue order.
    public Set<LockOwner> blockedBy(LockOwner group) {
        var blocked = new LinkedHashSet<LockOwner>();
        var conflicts = Modes.conflicts(held.by(group));
        for (var waiter : waiters) {
            if (groups.of(waiter.waiter()).equals(group)) conflicts |= waiter.mode().conflicts();
            else if ((waiter.mode().bit() & conflicts) != 0) blocked.add(waiter.waiter());
        }
        return blocked;
    }

    /// Whether a group holds this in a mode that keeps client work out.
    public boolean stopsClientWork(LockOwner group) {
        return held.known().getOrDefault(group, 0) >= LockMode.SHARE.bit();
    }

    /// What is held here.
    Held held() {
        return held;
    }

    /// How many requests there are in each mode.
    Modes waiting() {
        return waiting;
    }
}
