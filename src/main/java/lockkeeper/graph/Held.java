package lockkeeper.graph;

import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockOwner;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is held of one object.
///
/// Very many may hold it, and most of them only run and keep no client out: those are counted, and
/// told apart only once somebody asks about one of them.
final class Held {
    private final List<HeldLock> locks;
    private final Groups groups;
    private final Map<LockOwner, Integer> known;
    private final Modes modes = new Modes();
    private volatile @Nullable Map<LockOwner, Integer> all;

    Held(List<HeldLock> locks, Groups groups) {
        this.locks = locks;
        this.groups = groups;
        var strong = strong();
        this.known = new HashMap<>();
        for (var lock : locks) {
            var group = groups.of(lock.holder());
            if (groups.waits(group) || strong.contains(group) || groups.hasWorkers(group))
                known.merge(group, lock.mode().bit(), (a, b) -> a | b);
            else modes.add(lock.mode().bit());
        }
        for (var held : known.values()) modes.add(held);
    }

    private Set<LockOwner> strong() {
        var strong = new HashSet<LockOwner>();
        for (var lock : locks)
            if (lock.mode().stopsClientWork()) strong.add(groups.of(lock.holder()));
        return strong;
    }

    /// What a group holds here, as a set of mode bits.
    int by(LockOwner group) {
        var held = known.get(group);
        if (held != null) return held;
        return groups.waits(group) ? 0 : all().getOrDefault(group, 0);
    }

    /// What each group holds here that waits, or that holds this in a mode that keeps client work
    /// out, and maybe what some others hold.
    Map<LockOwner, Integer> known() {
        return known;
    }

    /// What each group holds here.
    Map<LockOwner, Integer> all() {
        var all = this.all;
        if (all == null) {
            all = HashMap.newHashMap(locks.size());
            for (var lock : locks)
                all.merge(groups.of(lock.holder()), lock.mode().bit(), (a, b) -> a | b);
            this.all = all;
        }
        return all;
    }

    /// How many groups hold each mode.
    Modes modes() {
        return modes;
    }

    /// How many of the groups that wait hold each mode.
    Modes modesOfWaiters() {
        var modes = new Modes();
        known.forEach(
                (group, held) -> {
                    if (groups.waits(group)) modes.add(held);
                });
        return modes;
    }
}
