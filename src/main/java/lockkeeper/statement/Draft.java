package lockkeeper.statement;

import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A footprint in the making.
final class Draft {
    private final CommandTag tag;
    private final int major;
    private final Set<LockRequest> locks = new LinkedHashSet<>();
    private final List<String> notes = new ArrayList<>();
    private Work work = Work.NONE;
    private boolean placed = true;
    private boolean outside;

    Draft(CommandTag tag, int major) {
        this.tag = tag;
        this.major = major;
        this.outside = tag.isConcurrently();
    }

    int major() {
        return major;
    }

    /// A lock on the relation named; a name that could not be read leaves the statement unplaced.
    Draft lock(@Nullable Name name, LockMode mode) {
        return lock(Scope.NAMED, name, mode);
    }

    Draft lock(Scope scope, @Nullable Name name, LockMode mode) {
        return add(scope, name, null, mode, true);
    }

    Draft via(Scope scope, @Nullable Name name, @Nullable Name via, LockMode mode) {
        return via == null ? this : add(scope, name, via, mode, true);
    }

    /// A lock that is taken only for some rows, plans or dependencies.
    Draft perhaps(Scope scope, @Nullable Name name, LockMode mode) {
        return add(scope, name, null, mode, false);
    }

    /// Of a new foreign key on the table that it refers to.
    Draft foreignKey(@Nullable Name referenced) {
        return lock(referenced, LockMode.SHARE_ROW_EXCLUSIVE)
                .lock(Scope.PARTITIONS, referenced, LockMode.SHARE_ROW_EXCLUSIVE);
    }

    /// A new partition gets the foreign keys of its parent, both ways.
    Draft keysOfPartition(@Nullable Name parent) {
        return lock(Scope.REFERENCED, parent, LockMode.SHARE_ROW_EXCLUSIVE)
                .perhaps(
                        Scope.REFERENCING,
                        parent,
                        major >= 15 ? LockMode.SHARE_ROW_EXCLUSIVE : LockMode.ACCESS_SHARE);
    }

    private Draft add(
            Scope scope, @Nullable Name name, @Nullable Name via, LockMode mode, boolean certain) {
        if (name == null) placed = false;
        else locks.add(new LockRequest(scope, name, via, mode, certain));
        return this;
    }

    Draft work(Work more) {
        work = work.and(more);
        return this;
    }

    Draft note(String sentence) {
        if (!notes.contains(sentence)) notes.add(sentence);
        return this;
    }

    Draft outside() {
        outside = true;
        return this;
    }

    Draft unplaced(String why) {
        placed = false;
        work = Work.UNKNOWN;
        return note(why);
    }

    Footprint done() {
        return new Footprint(tag, List.copyOf(locks), work, placed, outside, notes);
    }
}
