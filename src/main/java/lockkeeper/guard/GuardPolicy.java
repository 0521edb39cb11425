package lockkeeper.guard;

import lockkeeper.graph.Edge;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Decides whether a pile-up is to be ended, and by ending whom. Looks at one sample only: for how
/// long it has been so is the matter of [Patience].
final class GuardPolicy {
    private final WaitGraph graph;
    private final LockSnapshot snapshot;
    private final GuardRules.InForce inForce;
    private final Encounters encounters;
    private final Exemptions exemptions;
    private final Set<LockOwner> unexplained;
    private final boolean someYield;
    private @Nullable Set<LockOwner> deadlocked;

    /// @param encounters those that were signalled before
    GuardPolicy(WaitGraph graph, GuardRules.InForce inForce, Encounters encounters) {
        this.graph = graph;
        this.snapshot = graph.snapshot();
        this.inForce = inForce;
        this.encounters = encounters;
        this.exemptions = new Exemptions(snapshot, inForce);
        this.unexplained = graph.unexplained();
        this.someYield =
                snapshot.backends().values().stream().anyMatch(Backend::isYieldingAutovacuum);
    }

    WaitGraph graph() {
        return graph;
    }

    GuardRules.InForce rules() {
        return inForce;
    }

    GuardSettings settings() {
        return inForce.settings();
    }

    /// The server's clock in the sample.
    Instant now() {
        return snapshot.sampledAt();
    }

    /// The sets of which one is to be ended once it has lasted, or why nobody is to be ended.
    Judgement judge(PileUp pileUp) {
        var doubt = doubt(pileUp);
        if (doubt != null) return doubt;
        var endable = new ArrayList<Suspect>();
        for (var suspect : pileUp.suspects()) if (whyNot(suspect) == null) endable.add(suspect);
        var sets = new SmallestSet(graph, pileUp.suspects());
        var choices = sets.find(sets.of(endable), inForce.settings().queued());
        if (choices.isEmpty()) return whyNobody(pileUp);
        var remedies = new ArrayList<Remedy>();
        for (var choice : choices) {
            var patience = letTheServerTry(choice.set());
            if (patience == null) remedies.add(new Remedy(choice.set().reversed(), choice.all()));
            else if (remedies.isEmpty()) return patience;
        }
        return new Judgement.End(remedies);
    }

    private Judgement.@Nullable Leave doubt(PileUp pileUp) {
        if (snapshot.inRecovery())
            return new Judgement.Leave(
                    null, Reason.STANDBY, "on a standby nothing is ended; act on the primary");
        if (snapshot.hidden())
            return new Judgement.Leave(
                    null, Reason.CANNOT_SEE, "our role may not see other sessions (pg_monitor)");
        for (var owner : unexplained)
            if (pileUp.waiting().contains(owner))
                return new Judgement.Leave(
                        null,
                        Reason.UNCERTAIN,
                        "pid %d waits for nobody we can see".formatted(owner.pid()));
        return null;
    }

    /// Who would be released depends on the order of the queue. Where that is open, and the server
    /// has not answered yet, the next sample is waited for.
    Judgement.@Nullable Leave orderDoubt(PileUp pileUp) {
        for (var waiter : graph.unsettled())
            if (pileUp.waiting().contains(waiter) && isPlaceOfWeight(waiter))
                return new Judgement.Leave(
                        null,
                        Reason.UNCERTAIN,
                        "the place of pid %d in its queue is not known".formatted(waiter.pid()));
        return null;
    }

    /// In line for a row, those who want the same are released whatever their order is.
    private boolean isPlaceOfWeight(LockOwner waiter) {
        var awaited = graph.awaited(waiter);
        var queue = awaited == null ? null : graph.queue(awaited.target());
        if (awaited == null || queue == null || awaited.target().isSchemaObject()) return true;
        for (var other : queue.waiters()) if (other.mode() != awaited.mode()) return true;
        return false;
    }

    private Judgement.Leave whyNobody(PileUp pileUp) {
        var stuck = pileUp.stuck().size();
        var queued = inForce.settings().queued();
        if (stuck < queued)
            return new Judgement.Leave(
                    first(pileUp),
                    Reason.TOO_FEW,
                    "%d would be released, guard.queued is %d".formatted(stuck, queued));
        for (var suspect : pileUp.culprits()) {
            var whyNot = whyNot(suspect);
            if (whyNot != null) return whyNot;
        }
        var detail =
                pileUp.suspects().size() > SmallestSet.MOST
                        ? "%d DDL sessions are in the way, and the end of one alone would not help"
                                .formatted(pileUp.suspects().size())
                        : "ending the DDL that may be ended would release nobody at once";
        return new Judgement.Leave(first(pileUp), Reason.WOULD_NOT_HELP, detail);
    }

    /// Why this one is not to be ended; null if it may be.
    private Judgement.@Nullable Leave whyNot(Suspect suspect) {
        if (encounters.inVain().contains(suspect.identity()))
            return new Judgement.Leave(
                    suspect, Reason.ALREADY_TRIED, "it was signalled and still blocks");
        var exemption = exemptions.of(suspect);
        if (exemption != null)
            return new Judgement.Leave(suspect, exemption.reason(), exemption.detail());
        return encounters.action(suspect, inForce.settings()) == null
                ? new Judgement.Leave(
                        suspect,
                        Reason.IGNORES_CANCEL,
                        "a cancel does not end it, and guard.terminate_after is 0s")
                : null;
    }

    private static @Nullable Suspect first(PileUp pileUp) {
        var some = pileUp.culprits().isEmpty() ? pileUp.suspects() : pileUp.culprits();
        return some.isEmpty() ? null : some.getFirst();
    }

    /// After `deadlock_timeout` the server itself breaks deadlocks and makes a plain autovacuum
    /// yield (`DeadLockCheck`, `ProcSleep` in `proc.c`); until then a waiter is no one's fault.
    private Judgement.@Nullable Leave letTheServerTry(List<Suspect> set) {
        for (var suspect : set) {
            var patience = letTheServerTry(suspect);
            if (patience != null) return patience;
        }
        return null;
    }

    private Judgement.@Nullable Leave letTheServerTry(Suspect suspect) {
        var start = suspect.waitStart();
        if (start == null) return null;
        var waited = Duration.between(start, snapshot.sampledAt());
        var timeout = snapshot.deadlockTimeout();
        if (waited.compareTo(timeout.plusMillis(500)) < 0 && waitsForPlainAutovacuum(suspect))
            return new Judgement.Leave(
                    suspect,
                    Reason.AUTOVACUUM_YIELDS,
                    "an autovacuum is in its way and yields after deadlock_timeout");
        if (waited.compareTo(timeout.multipliedBy(2)) < 0 && deadlocked().contains(suspect.owner()))
            return new Judgement.Leave(
                    suspect, Reason.DEADLOCK, "the server resolves it after deadlock_timeout");
        return null;
    }

    private Set<LockOwner> deadlocked() {
        if (deadlocked == null) deadlocked = graph.deadlocked();
        return deadlocked;
    }

    private boolean waitsForPlainAutovacuum(Suspect suspect) {
        if (!someYield) return false;
        for (var edge : graph.edgesOf(suspect.owner())) {
            if (!(edge instanceof Edge.Hard)) continue;
            var blocker = snapshot.backend(edge.blocker());
            if (blocker != null && blocker.isYieldingAutovacuum()) return true;
        }
        return false;
    }
}
