package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// How the guard of one server stands, for everybody who shows it.
///
/// @param mode the mode in force, after deploy windows and kill switch were considered
/// @param settings the values in force
/// @param leader whether we are the one that acts on this server
/// @param ledByAnother whether another one was seen to act there; neither may be so, as long as we
///   cannot reach the server to act
/// @param circuitOpenUntil while it acts no more, because it has acted too often; null while closed
/// @param killSwitch whether the kill-switch file exists
/// @param deploy name of the open deploy window, null without one
/// @param standsDown why it acts on nobody though it is told to enforce, one of
///   [#REASONS_TO_STAND_DOWN]; null if it would act
public record GuardStatus(
        GuardMode mode,
        GuardSettings settings,
        boolean leader,
        boolean ledByAnother,
        @Nullable Instant circuitOpenUntil,
        boolean killSwitch,
        @Nullable String deploy,
        @Nullable Reason standsDown) {
    /// What keeps a guard from acting whatever it sees, the first of them first.
    public static final List<Reason> REASONS_TO_STAND_DOWN =
            List.of(
                    Reason.KILL_SWITCH,
                    Reason.STANDBY,
                    Reason.CANNOT_SEE,
                    Reason.NOT_ALLOWED,
                    Reason.NOT_LEADER,
                    Reason.JOURNAL_FAILS);

    public GuardStatus {
        if (standsDown != null && !REASONS_TO_STAND_DOWN.contains(standsDown))
            throw new IllegalArgumentException("not a reason to stand down: " + standsDown);
    }
}
