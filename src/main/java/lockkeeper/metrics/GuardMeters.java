package lockkeeper.metrics;

import static lockkeeper.metrics.SampleMeters.meter;
import static lockkeeper.metrics.SampleMeters.name;

import lockkeeper.guard.Action;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardStatus;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Reason;
import lockkeeper.incident.Incident.GuardAction;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// How the guard of a server stands and what it has done.
final class GuardMeters {
    private final TargetRegistry meters;
    private final Supplier<GuardStatus> status;
    private final Map<Action, Map<Outcome, DoubleAdder>> actions = new EnumMap<>(Action.class);
    private final Map<String, DoubleAdder> declined = new HashMap<>();
    private final DoubleAdder declinedOtherwise;

    GuardMeters(TargetRegistry meters, Supplier<GuardStatus> status) {
        this.meters = meters;
        this.status = status;
        for (var mode : GuardMode.values())
            flag(
                    "guard_mode",
                    "1 for the mode of the guard that is in force.",
                    now -> now.mode() == mode,
                    "mode",
                    name(mode));
        flag(
                "guard_leader",
                "Whether we are the one that acts on this server.",
                GuardStatus::leader);
        flag(
                "guard_led_by_another",
                "Whether another Lockkeeper was seen to be the one that acts on this server.",
                GuardStatus::ledByAnother);
        flag(
                "guard_circuit_open",
                "Whether the guard has acted so often that it acts no more for now.",
                now -> now.circuitOpenUntil() != null);
        for (var reason : GuardStatus.REASONS_TO_STAND_DOWN)
            flag(
                    "guard_stands_down",
                    "1 for what keeps a guard that is told to enforce from acting on anybody.",
                    now -> now.standsDown() == reason,
                    "reason",
                    reason.toString());
        flag("guard_kill_switch", "Whether the kill-switch file exists.", GuardStatus::killSwitch);
        flag("deploy_open", "Whether a deploy window is open.", now -> now.deploy() != null);
        for (var action : Action.values()) actions.put(action, outcomes(action));
        for (var reason : Reason.values())
            declined.put(reason.toString(), declined(reason.toString()));
        declinedOtherwise = declined("other");
    }

    private DoubleAdder declined(String reason) {
        return meters.counter(
                "guard_declined", "Decisions not to act on a pile-up.", "reason", reason);
    }

    private void flag(String name, String help, Predicate<GuardStatus> holds, String... labels) {
        meters.gauge(name, help, () -> holds.test(status.get()) ? 1 : 0, labels);
    }

    private Map<Outcome, DoubleAdder> outcomes(Action action) {
        var counters = new EnumMap<Outcome, DoubleAdder>(Outcome.class);
        for (var outcome : Outcome.values())
            counters.put(
                    outcome,
                    meters.counter(
                            "guard_actions",
                            "Signals of the guard, by what came of them.",
                            "action",
                            name(action),
                            "outcome",
                            name(outcome)));
        return counters;
    }

    void onAction(GuardAction done) {
        if (!done.enforced()) declined.getOrDefault(done.reason(), declinedOtherwise).add(1);
        else if (done.action() != null && done.outcome() != null)
            meter(meter(actions, done.action()), done.outcome()).add(1);
    }
}
