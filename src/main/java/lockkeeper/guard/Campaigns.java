package lockkeeper.guard;

import lockkeeper.guard.Suspect.Identity;
import lockkeeper.watch.Observation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The signals that were sent and what became of them: who got through, who still blocks after a
/// cancel and is to be terminated, and whom to leave alone from now on.
final class Campaigns {
    /// Reasons to wait for the next sample, not to give up.
    private static final Set<Reason> PASSING =
            Set.of(Reason.UNCERTAIN, Reason.CANNOT_SEE, Reason.AUTOVACUUM_YIELDS, Reason.DEADLOCK);

    private static final String STILL_BLOCKS = "it still blocks after the cancel";

    private final GuardTools tools;
    private final Hand hand;
    private final Circuit circuit;
    private final Permission permission;
    private final Minutes minutes;

    /// The signal under way, and those whose outcome is not known yet.
    private final List<Campaign> open = new ArrayList<>();

    private final Encounters encounters = new Encounters();

    /// The rest of the set whose members are being ended one after the other.
    private Set<Identity> set = Set.of();

    /// Those who were signalled and have yet to react: as of the newest sample.
    private final Set<Identity> awaited = new HashSet<>();

    private @Nullable Instant lastAction;
    private @Nullable Long signalledAt;
    private boolean underWay;

    Campaigns(
            GuardTools tools, Hand hand, Circuit circuit, Permission permission, Minutes minutes) {
        this.tools = tools;
        this.hand = hand;
        this.circuit = circuit;
        this.permission = permission;
        this.minutes = minutes;
    }

    Encounters encounters() {
        return encounters;
    }

    /// Whether the last action is too recent for one more. The rest of a set does not wait.
    boolean coolsDown(Suspect suspect, GuardSettings settings, Instant now) {
        var last = lastAction;
        if (last == null || set.contains(suspect.identity())) return false;
        return Duration.between(last, now).compareTo(settings.cooldown()) < 0;
    }

    /// There was a gap in sampling, or the server's clock was set back: all time starts anew.
    void restart(Instant now) {
        if (lastAction != null && lastAction.isAfter(now)) lastAction = now;
        for (var campaign : open) campaign.restart(now);
    }

    /// Signals the first of a set.
    void begin(JournalEntry.Intent intent, Remedy remedy, GuardPolicy policy) {
        set = new HashSet<>(remedy.set().stream().skip(1).map(Suspect::identity).toList());
        var first = remedy.set().getFirst().identity();
        attempt(new Campaign(intent, first, policy.graph(), remedy.released()), policy);
    }

    private void attempt(Campaign campaign, GuardPolicy policy) {
        open.add(campaign);
        hand.attempt(campaign.intent(), policy.rules());
        takeAttempts();
    }

    /// What became of the signals that were sent from the hand.
    void takeAttempts() {
        underWay = hand.isBusy(); // asked first: what comes to an end meanwhile is taken next time
        for (var attempt = hand.poll(); attempt != null; attempt = hand.poll()) {
            signalledAt = tools.nanoTime().getAsLong();
            if (attempt.refused() == null) sent(attempt.intent(), attempt.result());
            else refused(attempt.intent(), attempt.refused());
        }
    }

    private void refused(JournalEntry.Intent intent, Reason reason) {
        open.removeIf(campaign -> campaign.intent().equals(intent));
        minutes.refused(intent, reason);
    }

    private void sent(JournalEntry.Intent intent, @Nullable SignalResult result) {
        if (!(result instanceof SignalResult.Unreachable)) {
            circuit.count(intent.at());
            lastAction = intent.at();
        }
        minutes.acted(intent.incident());
        switch (result) {
            case SignalResult.Sent(), SignalResult.Unknown(_) -> {}
            case SignalResult.AlreadyGone() -> {
                encounters.gone(intent.backend());
                over(intent, intent.at(), Outcome.GONE, 0, null);
            }
            case SignalResult.Unreachable(var why) ->
                    over(intent, intent.at(), Outcome.GONE, 0, "nothing was sent: " + why);
            case SignalResult.Refused(var why) -> over(intent, intent.at(), Outcome.DENIED, 0, why);
            case null -> throw new IllegalStateException("tried, but without a result");
        }
    }

    /// Looks what came of the signals, in a sample that was begun after them. True if another may
    /// be sent on the strength of that sample.
    boolean follow(Observation observation, Collection<PileUp> pileUps, GuardPolicy policy) {
        awaited.clear();
        if (underWay || isOlderThanTheLastSignal(observation)) return false;
        var free = true;
        for (var campaign : List.copyOf(open)) free = free && follow(campaign, pileUps, policy);
        return free;
    }

    private boolean isOlderThanTheLastSignal(Observation observation) {
        return signalledAt != null && observation.begunAt() - signalledAt < 0;
    }

    private boolean follow(Campaign campaign, Collection<PileUp> pileUps, GuardPolicy policy) {
        var suspects = pileUps.stream().flatMap(pileUp -> pileUp.suspects().stream()).toList();
        return switch (campaign.look(policy.graph(), suspects, policy.settings())) {
            case Campaign.State.Open(var blocks) -> !blocks || !isAwaited(campaign, policy);
            case Campaign.State.Over(var outcome, var released, var detail) -> {
                over(campaign.intent(), policy.now(), outcome, released, detail);
                yield true;
            }
            case Campaign.State.Escalate(var suspect, var released) ->
                    !escalated(campaign, suspect, released, pileUpOf(suspect, pileUps), policy);
        };
    }

    /// One who was signalled still blocks. True if that may change any moment.
    private boolean isAwaited(Campaign campaign, GuardPolicy policy) {
        awaited.add(campaign.identity());
        return !campaign.isSlow(policy.now());
    }

    /// Whether one of this pile-up was signalled and may still react.
    boolean isAwaitedIn(PileUp pileUp) {
        for (var suspect : pileUp.suspects()) if (awaited.contains(suspect.identity())) return true;
        return false;
    }

    private static PileUp pileUpOf(Suspect suspect, Collection<PileUp> pileUps) {
        return pileUps.stream()
                .filter(pileUp -> pileUp.suspects().contains(suspect))
                .findAny()
                .orElseThrow();
    }

    /// A cancel did not help. A terminate follows if all that a first signal needs is still so: the
    /// session may have become one that is to be left alone, or the queue behind it too short. True
    /// if nothing else may be sent for now.
    private boolean escalated(
            Campaign campaign, Suspect suspect, int released, PileUp pileUp, GuardPolicy policy) {
        var judgement = policy.judge(pileUp);
        var now = policy.now();
        if (judgement instanceof Judgement.Leave leave) {
            if (PASSING.contains(leave.reason())) return isAwaited(campaign, policy);
            var eased = leave.reason() == Reason.TOO_FEW && released > 0;
            var outcome = eased ? Outcome.RELEASED : Outcome.INEFFECTIVE;
            over(campaign.intent(), now, outcome, released, STILL_BLOCKS);
            if (!eased) encounters.onlyCancelled(campaign.identity());
            return false;
        }
        over(campaign.intent(), now, Outcome.INEFFECTIVE, released, STILL_BLOCKS);
        encounters.onlyCancelled(campaign.identity());
        var remedy = judgement instanceof Judgement.End end ? end.with(suspect) : null;
        return remedy != null && terminated(campaign, suspect, pileUp, remedy, policy);
    }

    private boolean terminated(
            Campaign campaign, Suspect suspect, PileUp pileUp, Remedy remedy, GuardPolicy policy) {
        if (policy.settings().mode() == GuardMode.OFF) return false;
        var before = campaign.intent();
        var now = policy.now();
        var why = "the cancel did not help: " + before.reason();
        var denied = permission.denied(policy.settings(), now);
        if (denied != null) {
            var leave = new Judgement.Leave(suspect, denied, why);
            minutes.held(pileUp, leave, Action.TERMINATE, remedy, now);
            return false;
        }
        encounters.again(campaign.identity());
        var intent =
                new JournalEntry.Intent(
                        before.target(),
                        now,
                        tools.newId().get(),
                        before.incident(),
                        Action.TERMINATE,
                        encounters.pin(suspect, now),
                        why,
                        before.predicted());
        attempt(campaign.again(intent), policy);
        return true;
    }

    private void over(
            JournalEntry.Intent intent,
            Instant at,
            Outcome outcome,
            int released,
            @Nullable String detail) {
        for (var campaign : List.copyOf(open)) {
            if (!campaign.intent().equals(intent)) continue;
            open.remove(campaign);
            if (outcome == Outcome.INEFFECTIVE || outcome == Outcome.DENIED)
                encounters.inVain(campaign.identity());
            minutes.done(intent, at, outcome, released, detail);
        }
    }
}
