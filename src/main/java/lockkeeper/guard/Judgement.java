package lockkeeper.guard;

import lockkeeper.lock.LockOwner;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// What the guard thinks of one pile-up.
sealed interface Judgement {
    /// These should be ended, tail of the queue first.
    ///
    /// @param released whom the simulation says their end would release
    record End(List<Suspect> set, Set<LockOwner> released) implements Judgement {}

    /// Nobody is to be ended.
    ///
    /// @param suspect whom the reason is about
    record Leave(@Nullable Suspect suspect, Reason reason, String detail) implements Judgement {}
}
