package lockkeeper.graph;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A wait queue that a simulation changes.
final class QueueState {
    private final WaitQueue original;
    private final Groups groups;
    private final BitSet gone = new BitSet();
    private final Map<LockOwner, Integer> changed = new HashMap<>();
    private final Modes waiting;
    private Modes holding;
    private List<AwaitedLock> queue;
    private int head;

    QueueState(WaitQueue original, Groups groups) {
        this.original = original;
        this.groups = groups;
        this.queue = original.waiters();
        this.holding = new Modes(original.held().modes());
        this.waiting = new Modes(original.waiting());
    }

    LockTarget target() {
        return original.target();
    }

    /// The request at this position goes.
    void drop(int position) {
        gone.set(position);
        waiting.remove(queue.get(position).mode().bit());
        head = gone.nextClearBit(head);
    }

    /// A group gives up what it holds here.
    void release(LockOwner group) {
        holding.remove(held(group));
        changed.put(group, 0);
    }

    /// Whoever waits for nothing gives up what it holds here.
    void releaseRunners() {
        holding = original.held().modesOfWaiters();
    }

    void append(AwaitedLock request) {
        queue = new ArrayList<>(queue);
        queue.add(request);
        waiting.add(request.mode().bit());
    }

    private int held(LockOwner group) {
        var now = changed.get(group);
        return now == null ? original.held().by(group) : now;
    }

    /// Grants from the head to the tail, as `ProcLockWakeup` does: a request goes through if it
    /// conflicts neither with a request that stays ahead of it nor with a lock of another group.
    List<AwaitedLock> walk() {
        if (waiting.allWithin(0)) return List.of();
        var through = new ArrayList<AwaitedLock>();
        var ahead = 0;
        for (var i = head; i < queue.size(); i = gone.nextClearBit(i + 1)) {
            var waiter = queue.get(i);
            if (isFree(waiter, ahead)) {
                grant(waiter);
                drop(i);
                through.add(waiter);
            } else {
                ahead |= waiter.mode().conflicts();
                if (waiting.allWithin(ahead)) break;
            }
        }
        return through;
    }

    private boolean isFree(AwaitedLock waiter, int ahead) {
        if ((waiter.mode().bit() & ahead) != 0) return false;
        return !holding.anyBut(held(groups.of(waiter.waiter())), waiter.mode().conflicts());
    }

    private void grant(AwaitedLock waiter) {
        var group = groups.of(waiter.waiter());
        var before = held(group);
        var added = waiter.mode().bit() & ~before;
        changed.put(group, before | added);
        holding.add(added);
    }
}
