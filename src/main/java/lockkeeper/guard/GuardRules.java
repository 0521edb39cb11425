package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// What the guard of a server goes by right now: its settings, or what an open deploy window makes
/// of them. Asked once a sample.
public interface GuardRules {
    InForce inForce();

    /// @param deploy name of the open deploy window, null without one
    /// @param sessionsSince only sessions that connected after this may be ended; null: all
    record InForce(
            GuardSettings settings, @Nullable String deploy, @Nullable Instant sessionsSince) {}
}
