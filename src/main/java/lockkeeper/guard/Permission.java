package lockkeeper.guard;

import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// What keeps the guard from acting though it would: its mode, its rights, its limits.
final class Permission {
    private final GuardTools tools;
    private final Circuit circuit;

    /// Whether we led when the newest sample came.
    private boolean leads;

    Permission(GuardTools tools, Circuit circuit) {
        this.tools = tools;
        this.circuit = circuit;
    }

    /// A new sample has come. True if it is the first that we see as the leader.
    boolean takesTheLead() {
        var before = leads;
        leads = tools.leadership().isLeader();
        return leads && !before;
    }

    /// Why nothing may be signalled now; null if it may.
    @Nullable Reason denied(GuardSettings settings, Instant now) {
        var withdrawn = withdrawn(settings);
        if (withdrawn != null) return withdrawn;
        var powerless = powerless();
        if (powerless != null) return powerless;
        return circuit.allows(now, settings) ? null : Reason.CIRCUIT_OPEN;
    }

    /// Whether somebody has told the guard not to act: the part of [#denied] that may be asked from
    /// any thread.
    @Nullable Reason withdrawn(GuardSettings settings) {
        if (settings.mode() != GuardMode.ENFORCE) return Reason.OBSERVING;
        return killed(settings) ? Reason.KILL_SWITCH : null;
    }

    private @Nullable Reason powerless() {
        if (!tools.maySignal().getAsBoolean()) return Reason.NOT_ALLOWED;
        return leads && tools.leadership().isLeader() ? null : Reason.NOT_LEADER;
    }

    /// Why it would act on nobody, whoever it were; null if it would. The journal comes last: where
    /// another one leads, ours is not needed.
    private @Nullable Reason standsDown(GuardSettings settings, LockSnapshot seen) {
        if (killed(settings)) return Reason.KILL_SWITCH;
        if (seen.inRecovery()) return Reason.STANDBY;
        if (seen.hidden()) return Reason.CANNOT_SEE;
        var powerless = powerless();
        if (powerless != null) return powerless;
        return tools.journal().isFailing() ? Reason.JOURNAL_FAILS : null;
    }

    private boolean killed(GuardSettings settings) {
        var file = settings.killSwitch();
        return file != null && tools.exists().test(file);
    }

    /// @param seen the newest sample
    GuardStatus status(GuardRules.InForce inForce, LockSnapshot seen) {
        var settings = inForce.settings();
        var enforces = settings.mode() == GuardMode.ENFORCE;
        var standsDown = enforces ? standsDown(settings, seen) : null;
        return new GuardStatus(
                standsDown == Reason.KILL_SWITCH ? GuardMode.OBSERVE : settings.mode(),
                settings,
                tools.leadership().isLeader(),
                tools.leadership().isLedByAnother(),
                circuit.openUntil(seen.sampledAt()),
                killed(settings),
                inForce.deploy(),
                standsDown);
    }
}
