package lockkeeper.graph;

import lockkeeper.lock.LockOwner;

import java.util.Collections;
import java.util.Set;

/// What would happen if a set of owners left.
///
/// @param releasedNow the waiters granted at once; exact for locks that last to the end of a
///   transaction
/// @param released the sessions that could then run to completion though no other running session
///   ever finished: an optimistic bound, since a statement may ask for more locks later on
public record Relief(Set<LockOwner> releasedNow, Set<LockOwner> released) {
    public Relief {
        releasedNow = Collections.unmodifiableSet(releasedNow);
        released = Collections.unmodifiableSet(released);
    }
}
