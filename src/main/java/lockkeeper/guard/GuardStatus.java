package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// How the guard of one server stands, for everybody who shows it.
///
/// @param mode the mode in force, after deploy windows, kill switch and our rights were considered
/// @param settings the values in force
/// @param leader whether we are the one that acts on this server
/// @param circuitOpenUntil while it acts no more, because it has acted too often; null while closed
/// @param killSwitch whether the kill-switch file exists
/// @param deploy name of the open deploy window, null without one
/// @param standsDown why it only observes though its mode is enforce; null if it does not
public record GuardStatus(
        GuardMode mode,
        GuardSettings settings,
        boolean leader,
        @Nullable Instant circuitOpenUntil,
        boolean killSwitch,
        @Nullable String deploy,
        @Nullable String standsDown) {}
