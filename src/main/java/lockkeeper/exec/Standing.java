package lockkeeper.exec;

import lockkeeper.guard.GuardStatus;
import lockkeeper.guard.Reason;
import lockkeeper.statement.SqlName;

import org.jspecify.annotations.Nullable;

/// Why a guard does not do its work, in the same words whether it is our own or a daemon's.
///
/// @param circuitOpenUntil null while the circuit is closed
/// @param standsDown null if it does not
/// @param ledByAnother whether another Lockkeeper acts on that server
public record Standing(
        boolean killSwitch,
        @Nullable String circuitOpenUntil,
        @Nullable String standsDown,
        boolean ledByAnother) {
    public static final String STANDBY =
            "the server is a standby; migrations belong on the primary";

    static Standing of(GuardStatus status) {
        return new Standing(
                status.killSwitch(),
                text(status.circuitOpenUntil()),
                text(status.standsDown()),
                status.ledByAnother());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /// Null if it does its work, and where another one does it.
    public @Nullable String whyNot() {
        if (killSwitch) return "guard.kill_switch is set, so the guard would only observe";
        if (circuitOpenUntil != null)
            return "guard.max_actions is used up until " + circuitOpenUntil;
        return standsDown == null || othersLead() ? null : "the guard stands down: " + standsDown;
    }

    /// Whether it does nothing because another one does. Where nobody leads, as while the
    /// connection for signals is lost, the guard is not at work.
    public boolean othersLead() {
        return ledByAnother && Reason.NOT_LEADER.toString().equals(standsDown);
    }

    /// What its role lacks; null if nothing.
    public static @Nullable String missing(String role, boolean seesOthers, boolean signalsOthers) {
        if (seesOthers && signalsOthers) return null;
        return "the guard may not do its work. What mends it: GRANT %s TO %s;"
                .formatted(seesOthers ? "pg_signal_backend" : "pg_monitor", new SqlName(role));
    }

    /// @param why null if there was no answer at all
    public static String blind(String target, @Nullable String why) {
        return "the locks of %s cannot be seen: %s"
                .formatted(target, why == null ? "no answer" : why);
    }
}
