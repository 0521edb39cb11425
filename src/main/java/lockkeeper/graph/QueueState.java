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
    private final LockTarget target;
    private final Groups groups;
    private final List<AwaitedLock> queue;
    private final BitSet gone = new BitSet();
    private final Map<LockOwner, Integer> held;
    private final Modes holding = new Modes();
    private final Modes waiting = new Modes();

    QueueState(WaitQueue original, Groups groups) {
        this.target = original.target();
        this.groups = groups;
        this.queue = new ArrayList<>(original.waiters());
        this.held = new HashMap<>(original.held());
        for (var modes : held.values()) holding.add(modes);
        for (var waiter : queue) waiting.add(waiter.mode().bit());
    }

    LockTarget target() {
        return target;
    }

    /// A group goes: its locks and its requests here are dropped.
    void leave(LockOwner group) {
        release(group);
        for (var i = gone.nextClearBit(0); i < queue.size(); i = gone.nextClearBit(i + 1))
            if (groups.of(queue.get(i).waiter()).equals(group)) drop(i);
    }

    /// A group that does not wait here ends its transaction.
    void release(LockOwner group) {
        var modes = held.remove(group);
        if (modes != null) holding.remove(modes);
    }

    void append(AwaitedLock request) {
        queue.add(request);
        waiting.add(request.mode().bit());
    }

    /// Grants from the head to the tail, as `ProcLockWakeup` does: a request goes through if it
    /// conflicts neither with a request that stays ahead of it nor with a lock of another group.
    List<AwaitedLock> walk() {
        var through = new ArrayList<AwaitedLock>();
        var ahead = 0;
        for (var i = gone.nextClearBit(0); i < queue.size(); i = gone.nextClearBit(i + 1)) {
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
        var own = held.getOrDefault(groups.of(waiter.waiter()), 0);
        return !holding.anyBut(own, waiter.mode().conflicts());
    }

    private void grant(AwaitedLock waiter) {
        var group = groups.of(waiter.waiter());
        var before = held.getOrDefault(group, 0);
        var added = waiter.mode().bit() & ~before;
        held.put(group, before | added);
        holding.add(added);
    }

    private void drop(int position) {
        gone.set(position);
        waiting.remove(queue.get(position).mode().bit());
    }
}
