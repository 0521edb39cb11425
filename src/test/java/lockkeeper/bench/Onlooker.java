package lockkeeper.bench;

import lockkeeper.guard.Action;
import lockkeeper.guard.BackendControl;
import lockkeeper.guard.Guard;
import lockkeeper.guard.GuardRules;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.GuardTools;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.SignalResult;
import lockkeeper.guard.Witness;
import lockkeeper.lock.BackendId;

/// The surroundings of a guard that only observes.
final class Onlooker implements Witness, BackendControl {
    Guard guard() {
        return new Guard(
                "main",
                () -> new GuardRules.InForce(GuardSettings.DEFAULTS, null, null),
                new GuardTools(
                        this,
                        _ -> {},
                        () -> true,
                        this,
                        () -> true,
                        _ -> false,
                        System::nanoTime,
                        () -> "action",
                        Runnable::run));
    }

    @Override
    public SignalResult signal(Action action, PinnedBackend backend) {
        throw new AssertionError("it only observes");
    }

    @Override
    public SignalResult signal(Action action, BackendId session) {
        throw new AssertionError("it only observes");
    }

    @Override
    public String incidentOf(String target, PileUp pileUp) {
        return Long.toString(pileUp.target().relation());
    }

    @Override
    public void entry(JournalEntry entry) {}

    @Override
    public void trouble(String target, String key, String sentence, boolean over) {}
}
