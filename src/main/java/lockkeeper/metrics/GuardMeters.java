package lockkeeper.metrics;

import static lockkeeper.metrics.SampleMeters.meter;
import static lockkeeper.metrics.SampleMeters.name;

import io.micrometer.core.instrument.Counter;

import lockkeeper.guard.Action;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardStatus;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Reason;
import lockkeeper.incident.Incident.GuardAction;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// How the guard of a server stands and what it has done.
final class GuardMeters {
    private final TargetRegistry meters;
    private final Supplier<GuardStatus> status;
    private final Map<Action, Map<Outcome, Counter>> actions = new EnumMap<>(Action.class);
    private final Map<String, Counter> declined = new HashMap<>();
    private final Counter declinedOtherwise;

    GuardMeters(TargetRegistry meters, Supplier<GuardStatus> status) {
        this.meters = meters;
        this.status = status;
        for (var mode : GuardMode.values())
            flag(
                    "guard.mode",
                    "1 for the mode of the guard that is in force.",
                    now -> now.mode() == mode,
                    "mode",
                    name(mode));
        flag(
                "guard.leader",
                "Whether we are the one that acts on this server.",
                GuardStatus::leader);
        flag(
                "guard.led.by.another",
                "Whether another Lockkeeper was seen to be the one that acts on this server.",
                GuardStatus::ledByAnother);
        flag(
                "guard.circuit.open",
                "Whether the guard has acted so often that it acts no more for now.",
                now -> now.circuitOpenUntil() != null);
        for (var reason : GuardStatus.REASONS_TO_STAND_DOWN)
            flag(
                    "guard.stands.down",
                    "1 for what keeps a guard that is told to enforce from acting on anybody.",
                    now -> now.standsDown() == reason,
                    "reason",
                    reason.toString());
        flag("guard.kill.switch", "Whether the kill-switch file exists.", GuardStatus::killSwitch);
        flag("deploy.open", "Whether a deploy window is open.", now -> now.deploy() != null);
        for (var action : Action.values()) actions.put(action, outcomes(action));
        for (var reason : Reason.values())
            declined.put(reason.toString(), declined(reason.toString()));
        declinedOtherwise = declined("other");
    }

    private Counter declined(String reason) {
        return meters.counter(
                "guard.declined", "Decisions not to act on a pile-up.", "reason", reason);
    }

    private void flag(String name, String help, Predicate<GuardStatus> holds, String... labels) {
        meters.gauge(name, help, () -> holds.test(status.get()) ? 1 : 0, labels);
    }

    private Map<Outcome, Counter> outcomes(Action action) {
        var counters = new EnumMap<Outcome, Counter>(Outcome.class);
        for (var outcome : Outcome.values())
            counters.put(
                    outcome,
                    meters.counter(
                            "guard.actions",
                            "Signals of the guard, by what came of them.",
                            "action",
                            name(action),
                            "outcome",
                            name(outcome)));
        return counters;
    }

    void onAction(GuardAction done) {
        if (!done.enforced()) declined.getOrDefault(done.reason(), declinedOtherwise).increment();
        else if (done.action() != null && done.outcome() != null)
            meter(meter(actions, done.action()), done.outcome()).increment();
    }
}
