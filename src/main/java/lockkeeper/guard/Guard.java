package lockkeeper.guard;

import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.Suspect.Identity;
import lockkeeper.lock.BackendId;
import lockkeeper.watch.Observation;
import lockkeeper.watch.Observer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Ends the DDL behind which a queue piles up: looks at each sample, waits until a pile-up has
/// lasted, writes its intent down, signals, and sees what comes of it. One signal at a time.
///
/// It never waits for a disk or a server: that is left to [Hand].
public final class Guard implements Observer {
    private final String target;
    private final GuardRules rules;
    private final GuardTools tools;
    private final Hand hand;
    private final Circuit circuit = new Circuit();
    private final Permission permission;
    private final Patience patience = new Patience();
    private final Set<Identity> tried = new HashSet<>();

    /// The reason told last, by incident.
    private final Map<String, Reason> told = new HashMap<>();

    /// The pile-ups that would be ended if they last, by incident.
    private final Map<String, Judgement.End> tooEarly = new HashMap<>();

    /// The set whose members are being ended one after the other.
    private Set<Identity> set = Set.of();

    /// The signal under way, and those whose outcome is not known yet.
    private final List<Campaign> campaigns = new ArrayList<>();

    private @Nullable Instant lastAction;
    private long signalledAt;
    private boolean circuitTold;
    private volatile @Nullable GuardStatus status;

    /// @param earlier when this guard acted before it was started anew; they count for the limits
    public Guard(String target, GuardRules rules, GuardTools tools, Collection<Instant> earlier) {
        this.target = target;
        this.rules = rules;
        this.tools = tools;
        this.hand = new Hand(tools);
        this.permission = new Permission(tools, circuit);
        earlier.stream().sorted().forEach(circuit::count);
    }

    /// How it stands; null before the first sample.
    public @Nullable GuardStatus status() {
        return status;
    }

    /// Closes an open circuit before its time.
    public synchronized void closeCircuit() {
        circuit.close();
    }

    @Override
    public synchronized void onObservation(Observation observation) {
        var inForce = rules.inForce();
        var graph = observation.graph();
        var now = graph.snapshot().sampledAt();
        takeAttempts();
        tools.leadership().want(inForce.settings().mode() == GuardMode.ENFORCE);
        tellOfCircuit(now);
        status = permission.status(inForce, now);
        var off = inForce.settings().mode() == GuardMode.OFF;
        var pileUps = off ? List.<PileUp>of() : PileUps.of(graph);
        if (patience.tick(now, pileUps)) for (var campaign : campaigns) campaign.restart(now);
        var free = follow(observation, pileUps, inForce.settings());
        weigh(graph, pileUps, inForce, free);
    }

    // ---- deciding

    private void weigh(
            WaitGraph graph, List<PileUp> pileUps, GuardRules.InForce inForce, boolean free) {
        forgetWhoLeft(pileUps);
        var before = Map.copyOf(tooEarly);
        tooEarly.clear();
        var policy = new GuardPolicy(graph, inForce, tried);
        var judged = new HashMap<PileUp, Judgement>();
        var helpful = new HashSet<Identity>();
        for (var pileUp : pileUps) {
            var judgement = policy.judge(pileUp);
            judged.put(pileUp, judgement);
            if (judgement instanceof Judgement.End end)
                for (var suspect : end.set()) helpful.add(suspect.identity());
        }
        var now = graph.snapshot().sampledAt();
        patience.inTheWay(now, helpful);
        var acted = !free;
        for (var pileUp : pileUps)
            switch (judged.get(pileUp)) {
                case Judgement.End end -> acted |= end(pileUp, end, graph, inForce, acted);
                case Judgement.Leave leave -> decline(pileUp, leave, now);
                case null -> throw new IllegalStateException("every pile-up is judged");
            }
        if (pileUps.isEmpty()) before.forEach((incident, end) -> passed(incident, end, now));
    }

    /// A pile-up ended before it was time to act.
    private void passed(String incident, Judgement.End end, Instant now) {
        tell(
                new JournalEntry.Declined(
                        target,
                        now,
                        incident,
                        null,
                        Reason.NOT_SUSTAINED,
                        "it passed before it had lasted for guard.sustained",
                        null,
                        end.released().size()));
    }

    private void forgetWhoLeft(List<PileUp> pileUps) {
        var here = new HashSet<Identity>();
        for (var pileUp : pileUps)
            for (var suspect : pileUp.suspects()) here.add(suspect.identity());
        tried.retainAll(here);
        if (pileUps.isEmpty()) told.clear();
    }

    /// Signals the first of a set if it is due and allowed. True if a signal is now under way.
    private boolean end(
            PileUp pileUp,
            Judgement.End end,
            WaitGraph graph,
            GuardRules.InForce inForce,
            boolean busy) {
        var settings = inForce.settings();
        var now = graph.snapshot().sampledAt();
        var why = due(end, now, settings);
        if (why == null) {
            tooEarly.put(tools.witness().incidentOf(target, pileUp), end);
            return false;
        }
        var first = end.set().getFirst();
        var action = Permission.action(first, settings);
        if (action == null) {
            decline(pileUp, first, Reason.IGNORES_CANCEL, why, null, end.released().size(), now);
            return false;
        }
        if (busy || coolsDown(first, now, settings)) return false;
        var denied = permission.denied(settings, now);
        if (denied != null) {
            decline(pileUp, first, denied, why, action, end.released().size(), now);
            return false;
        }
        set = new HashSet<>(end.set().stream().map(Suspect::identity).toList());
        begin(intent(pileUp, first, action, why, end.released().size(), now), first, graph, end);
        return true;
    }

    /// Why it is time to act, in words; null if it is not yet.
    private @Nullable String due(Judgement.End end, Instant now, GuardSettings settings) {
        var heldUp = patience.heldUp(now, end.set());
        if (heldUp == null) return null;
        var cost = patience.cost(end.set());
        var overBudget = !settings.budget().isZero() && cost.compareTo(settings.budget()) >= 0;
        if (heldUp.compareTo(settings.sustained()) >= 0)
            return "%d sessions held up for %.1f s"
                    .formatted(end.released().size(), heldUp.toMillis() / 1000.0);
        return overBudget
                ? "%d sessions have lost %d session-seconds"
                        .formatted(end.released().size(), cost.toSeconds())
                : null;
    }

    private boolean coolsDown(Suspect suspect, Instant now, GuardSettings settings) {
        var last = lastAction;
        if (last == null || set.contains(suspect.identity())) return false;
        return Duration.between(last, now).compareTo(settings.cooldown()) < 0;
    }

    private JournalEntry.Intent intent(
            PileUp pileUp, Suspect suspect, Action action, String why, int predicted, Instant now) {
        return new JournalEntry.Intent(
                target,
                now,
                tools.newId().get(),
                tools.witness().incidentOf(target, pileUp),
                action,
                pinned(suspect, now),
                why,
                predicted);
    }

    private static PinnedBackend pinned(Suspect suspect, Instant now) {
        var backend = suspect.backend();
        if (backend == null) throw new IllegalArgumentException(suspect + " has no session");
        return new PinnedBackend(
                backend.id(),
                suspect.virtualTransaction(),
                backend.xactStart(),
                backend.isIdleInTransaction() ? null : backend.queryStart(),
                suspect.target(),
                suspect.mode(),
                suspect.granted(),
                suspect.waitStart(),
                now);
    }

    private void begin(
            JournalEntry.Intent intent, Suspect suspect, WaitGraph graph, Judgement.End end) {
        lastAction = intent.at();
        campaigns.add(new Campaign(intent, suspect.identity(), graph, end.released()));
        hand.attempt(intent);
        takeAttempts();
    }

    private void decline(PileUp pileUp, Judgement.Leave leave, Instant now) {
        decline(
                pileUp,
                leave.suspect(),
                leave.reason(),
                leave.detail(),
                null,
                pileUp.stuck().size(),
                now);
    }

    private void decline(
            PileUp pileUp,
            @Nullable Suspect suspect,
            Reason reason,
            String detail,
            @Nullable Action action,
            int predicted,
            Instant now) {
        var incident = tools.witness().incidentOf(target, pileUp);
        if (told.put(incident, reason) == reason) return;
        var backend = suspect != null && suspect.owner() instanceof BackendId id ? id : null;
        tell(
                new JournalEntry.Declined(
                        target, now, incident, backend, reason, detail, action, predicted));
    }

    private void tell(JournalEntry entry) {
        hand.record(entry);
        tools.witness().entry(entry);
    }

    // ---- following up

    /// What became of the signals that were sent from the hand.
    private void takeAttempts() {
        for (var attempt = hand.poll(); attempt != null; attempt = hand.poll()) {
            signalledAt = tools.nanoTime().getAsLong();
            var intent = attempt.intent();
            journalTrouble(attempt.refused() == Reason.JOURNAL_FAILS);
            if (attempt.refused() != null) {
                campaigns.removeIf(campaign -> campaign.intent().equals(intent));
                refused(intent, attempt.refused());
                continue;
            }
            if (!(attempt.result() instanceof SignalResult.Unreachable)) circuit.count(intent.at());
            told.remove(intent.incident());
            switch (attempt.result()) {
                case SignalResult.Sent(), SignalResult.Unknown(_) -> {}
                case SignalResult.AlreadyGone() -> over(intent, intent.at(), Outcome.GONE, 0, null);
                case SignalResult.Unreachable(var why) ->
                        over(intent, intent.at(), Outcome.GONE, 0, "nothing was sent: " + why);
                case SignalResult.Refused(var why) ->
                        over(intent, intent.at(), Outcome.DENIED, 0, why);
                case null -> throw new IllegalStateException("tried, but without a result");
            }
        }
    }

    private void refused(JournalEntry.Intent intent, Reason reason) {
        if (told.put(intent.incident(), reason) == reason) return;
        tools.witness()
                .entry(
                        new JournalEntry.Declined(
                                target,
                                intent.at(),
                                intent.incident(),
                                intent.backend().id(),
                                reason,
                                intent.reason(),
                                intent.action(),
                                intent.predicted()));
    }

    private void tellOfCircuit(Instant now) {
        var open = circuit.openUntil(now) != null;
        if (open == circuitTold) return;
        circuitTold = open;
        tools.witness()
                .trouble(
                        target,
                        "circuit",
                        open
                                ? "The guard has used up guard.max_actions and only watches for"
                                        + " now."
                                : "The guard's circuit is closed again: it may act.",
                        !open);
    }

    private void journalTrouble(boolean fails) {
        var why = hand.journalFailure();
        tools.witness()
                .trouble(
                        target,
                        "journal",
                        fails
                                ? "The journal cannot be written, so the guard does not act: " + why
                                : "The journal can be written again.",
                        !fails);
    }

    /// Looks what came of the signals, in a sample that was begun after them. True if another may
    /// be sent.
    private boolean follow(Observation observation, List<PileUp> pileUps, GuardSettings settings) {
        if (campaigns.isEmpty()) return true;
        if (hand.isBusy() || observation.begunAt() - signalledAt < 0) return false;
        var suspects = pileUps.stream().flatMap(pileUp -> pileUp.suspects().stream()).toList();
        var free = true;
        for (var campaign : List.copyOf(campaigns))
            free &= follow(campaign, observation, suspects, settings);
        return free;
    }

    private boolean follow(
            Campaign campaign,
            Observation observation,
            List<Suspect> suspects,
            GuardSettings settings) {
        var now = observation.snapshot().sampledAt();
        return switch (campaign.look(observation.graph(), suspects, settings)) {
            case Campaign.State.Open(var blocks) -> !blocks;
            case Campaign.State.Over(var outcome, var released, var detail) -> {
                over(campaign.intent(), now, outcome, released, detail);
                yield true;
            }
            case Campaign.State.Escalate(var suspect) ->
                    !escalated(campaign, suspect, settings, now);
        };
    }

    /// A cancel did not help. True if a terminate is now under way.
    private boolean escalated(
            Campaign campaign, Suspect suspect, GuardSettings settings, Instant now) {
        var before = campaign.intent();
        over(before, now, Outcome.INEFFECTIVE, 0, "it still blocks after the cancel");
        if (permission.denied(settings, now) != null) return false;
        tried.remove(campaign.identity());
        var intent =
                new JournalEntry.Intent(
                        target,
                        now,
                        tools.newId().get(),
                        before.incident(),
                        Action.TERMINATE,
                        pinned(suspect, now),
                        "the cancel did not help: " + before.reason(),
                        before.predicted());
        lastAction = now;
        campaigns.add(campaign.again(intent));
        hand.attempt(intent);
        takeAttempts();
        return !campaigns.isEmpty();
    }

    private void over(
            JournalEntry.Intent intent,
            Instant at,
            Outcome outcome,
            int released,
            @Nullable String detail) {
        for (var campaign : List.copyOf(campaigns)) {
            if (!campaign.intent().equals(intent)) continue;
            campaigns.remove(campaign);
            if (outcome == Outcome.INEFFECTIVE || outcome == Outcome.DENIED)
                tried.add(campaign.identity());
            tell(new JournalEntry.Done(target, at, intent.id(), outcome, released, detail));
        }
    }
}
