package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the guard thinks of one pile-up.
sealed interface Judgement {
    /// Somebody should be ended. Each of these would do; which of them releases most may change
    /// with every sample.
    ///
    /// @param remedies the one that releases most first
    record End(List<Remedy> remedies) implements Judgement {
        Remedy best() {
            return remedies.getFirst();
        }

        /// The best that ends this one; null if none does.
        @Nullable Remedy with(Suspect suspect) {
            for (var remedy : remedies) if (remedy.set().contains(suspect)) return remedy;
            return null;
        }
    }

    /// Nobody is to be ended.
    ///
    /// @param suspect whom the reason is about
    record Leave(@Nullable Suspect suspect, Reason reason, String detail) implements Judgement {}
}
