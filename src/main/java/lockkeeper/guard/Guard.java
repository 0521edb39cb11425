package lockkeeper.guard;

import lockkeeper.guard.Suspect.Identity;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.Observation;
import lockkeeper.watch.Observer;
import lockkeeper.watch.SnapshotFailed;

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
/// lasted, writes its intent down, signals, and sees what comes of it. One signal at a time; who
/// does not react to it in seconds keeps its own pile-up waiting, but no other.
///
/// It never waits for a disk or a server: that is left to [Hand]. What becomes of a signal is the
/// matter of [Campaigns].
public final class Guard implements Observer {
    /// The longest time between two samples that still counts as without a break.
    public static final Duration LONGEST_GAP = Duration.ofSeconds(2);

    /// The first sample of a pile-up often comes after a gap, and so does the first as the leader.
    private static final int TOO_MANY_GAPS = 3;

    private static final String CAME_AND_WENT =
            "in the way for more than twice guard.sustained, with DDL beside it that came and went";

    private final String target;
    private final GuardRules rules;
    private final GuardTools tools;
    private final Circuit circuit = new Circuit();
    private final Permission permission;
    private final Patience patience = new Patience();
    private final Minutes minutes;
    private final Campaigns campaigns;

    /// The pile-ups that would be ended if they last, by incident.
    private final Map<String, Remedy> tooEarly = new HashMap<>();

    private boolean journalTold;
    private boolean circuitTold;
    private int gaps;
    private @Nullable LockSnapshot lastSeen;
    private volatile @Nullable GuardStatus status;

    public Guard(String target, GuardRules rules, GuardTools tools) {
        this.target = target;
        this.rules = rules;
        this.tools = tools;
        this.permission = new Permission(tools, circuit);
        var hand = new Hand(tools, this::withdrawn);
        this.minutes = new Minutes(target, tools.witness(), hand);
        this.campaigns = new Campaigns(tools, hand, circuit, permission, minutes);
    }

    /// Takes up what its journal has of the time before it was started anew.
    ///
    /// @param earlier oldest first
    public synchronized void recall(Collection<JournalEntry> earlier) {
        var past = Past.of(earlier);
        past.actions().forEach(circuit::count);
        past.tried().forEach(campaigns.encounters()::inVain);
    }

    private @Nullable String withdrawn(GuardRules.InForce under) {
        var now = rules.inForce();
        var reason = permission.withdrawn(now.settings());
        if (reason != null) return reason.toString();
        return now.equals(under) ? null : "other rules";
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
        var snapshot = graph.snapshot();
        var now = snapshot.sampledAt();
        campaigns.takeAttempts();
        tools.leadership().want(inForce.settings().mode() == GuardMode.ENFORCE);
        tools.leadership().able(!tools.journal().isFailing());
        // who led before may have signalled just now: we cannot know, but will see what came of it
        if (permission.takesTheLead()) patience.restart();
        tellOfJournal(inForce.settings().mode() == GuardMode.ENFORCE);
        tellOfCircuit(now);
        lastSeen = snapshot;
        status = permission.status(inForce, snapshot);
        var off = inForce.settings().mode() == GuardMode.OFF;
        var pileUps = PileUps.of(graph);
        var gap = patience.tick(now, off ? List.of() : pileUps);
        if (gap) restart(now, inForce.settings());
        tellOfGaps(gap && !off && !pileUps.isEmpty());
        var policy = new GuardPolicy(graph, inForce, campaigns.encounters());
        var free = campaigns.follow(observation, pileUps, policy);
        if (off) forget();
        else weigh(policy, pileUps, free);
    }

    private void restart(Instant now, GuardSettings settings) {
        campaigns.restart(now);
        circuit.restart(now, settings);
    }

    /// In mode off only what was begun before is followed to its end.
    private void forget() {
        tooEarly.clear();
        minutes.keepOnly(Set.of());
    }

    /// A deploy window may open or close while nothing can be seen.
    @Override
    public synchronized void onMissed(String name, SnapshotFailed failure) {
        if (lastSeen != null) status = permission.status(rules.inForce(), lastSeen);
    }

    /// One that only observes needs no journal; the end of what was told is told in any mode.
    private void tellOfJournal(boolean isNeeded) {
        var failure = tools.journal().failure();
        var fails = failure != null;
        if (fails == journalTold || (fails && !isNeeded)) return;
        journalTold = fails;
        minutes.trouble(
                "journal",
                fails
                        ? "The journal cannot be written, so the guard does not act: " + failure
                        : "The journal can be written again.",
                !fails);
    }

    private void tellOfCircuit(Instant now) {
        var open = circuit.openUntil(now) != null;
        if (open == circuitTold) return;
        circuitTold = open;
        minutes.trouble(
                "circuit",
                open
                        ? "The guard has used up guard.max_actions and only watches for now."
                        : "The guard's circuit is closed again: it may act.",
                !open);
    }

    /// Samples that come too late one after the other leave the guard without a decision for good.
    private void tellOfGaps(boolean gap) {
        gaps = gap ? gaps + 1 : 0;
        if (gaps > 0 && gaps < TOO_MANY_GAPS) return;
        minutes.trouble(
                "gaps",
                gaps > 0
                        ? "Samples of a pile-up come more than 2 s apart, so the guard does not"
                              + " act: sampling.contended_interval is too long, or the server takes"
                              + " too long to answer."
                        : "Samples come often enough again for the guard to act.",
                gaps == 0);
    }

    private void weigh(GuardPolicy policy, List<PileUp> pileUps, boolean free) {
        var here = new HashSet<String>();
        for (var pileUp : pileUps) here.add(minutes.incidentOf(pileUp));
        minutes.keepOnly(here);
        tellOfPassed(here, policy.now());
        var judged = new HashMap<PileUp, Judgement>();
        var helpful = new HashSet<Identity>();
        for (var pileUp : pileUps) {
            var judgement = policy.judge(pileUp);
            judged.put(pileUp, judgement);
            if (judgement instanceof Judgement.End end)
                for (var remedy : end.remedies())
                    for (var suspect : remedy.set()) helpful.add(suspect.identity());
        }
        patience.inTheWay(policy.now(), helpful);
        var acted = !free;
        for (var pileUp : pileUps)
            switch (judged.get(pileUp)) {
                case Judgement.End end ->
                        acted |= end(pileUp, end, policy, acted || campaigns.isAwaitedIn(pileUp));
                case Judgement.Leave leave -> minutes.left(pileUp, leave, policy.now());
                case null -> throw new IllegalStateException("every pile-up is judged");
            }
    }

    private void tellOfPassed(Set<String> here, Instant now) {
        tooEarly.keySet().removeAll(here);
        tooEarly.forEach((incident, remedy) -> minutes.passed(incident, remedy, now));
        tooEarly.clear();
    }

    /// Ends the best set that is due. True if a signal is now under way.
    private boolean end(PileUp pileUp, Judgement.End end, GuardPolicy policy, boolean busy) {
        for (var remedy : end.remedies()) {
            var why = due(remedy, policy.now(), policy.settings());
            if (why != null) return end(pileUp, remedy, why, policy, busy);
        }
        for (var remedy : end.remedies()) {
            var lasting = lasting(remedy, policy.now(), policy.settings());
            if (!lasting.set().isEmpty()) return end(pileUp, lasting, CAME_AND_WENT, policy, busy);
        }
        tooEarly.put(minutes.incidentOf(pileUp), end.best());
        return false;
    }

    /// Signals the first of a set if it is allowed. True if a signal is now under way.
    private boolean end(
            PileUp pileUp, Remedy remedy, String why, GuardPolicy policy, boolean busy) {
        var settings = policy.settings();
        var now = policy.now();
        var first = remedy.set().getFirst();
        var action = campaigns.encounters().action(first, settings);
        if (action == null) throw new IllegalStateException(first + " would not be in a remedy");
        if (busy) return false;
        var doubt = policy.orderDoubt(pileUp);
        if (doubt != null) {
            minutes.held(pileUp, doubt, action, remedy, now);
            return false;
        }
        var denied = denied(remedy, why, settings, now);
        if (denied != null) {
            minutes.held(pileUp, denied, action, remedy, now);
            return false;
        }
        campaigns.begin(intent(pileUp, first, action, why, remedy, now), remedy, policy);
        return true;
    }

    private Judgement.@Nullable Leave denied(
            Remedy remedy, String why, GuardSettings settings, Instant now) {
        var first = remedy.set().getFirst();
        var denied =
                campaigns.coolsDown(first, settings, now)
                        ? Reason.COOLDOWN
                        : permission.denied(settings, now);
        if (denied != null) return new Judgement.Leave(first, denied, why);
        var size = remedy.set().size();
        var left = circuit.left(settings);
        return size <= left
                ? null
                : new Judgement.Leave(
                        first,
                        Reason.WOULD_NOT_HELP,
                        "%d sessions would have to be ended, and guard.max_actions leaves %d"
                                .formatted(size, left));
    }

    /// Those of a set who have been in the way for so long that, had the others stayed, the whole
    /// set were due: a `lock_timeout` ends DDL that then tries again, and no set ever lasts.
    private Remedy lasting(Remedy remedy, Instant now, GuardSettings settings) {
        var overdue = settings.sustained().multipliedBy(2).plusSeconds(1);
        var lasting = new ArrayList<Suspect>();
        for (var suspect : remedy.set()) {
            var heldUp = patience.heldUp(now, List.of(suspect));
            if (heldUp != null && heldUp.compareTo(overdue) >= 0) lasting.add(suspect);
        }
        return new Remedy(lasting, remedy.released());
    }

    /// Why it is time to act, in words; null if it is not yet.
    private @Nullable String due(Remedy remedy, Instant now, GuardSettings settings) {
        var heldUp = patience.heldUp(now, remedy.set());
        if (heldUp == null) return null;
        var cost = patience.cost(remedy.set());
        var overBudget = !settings.budget().isZero() && cost.compareTo(settings.budget()) >= 0;
        if (heldUp.compareTo(settings.sustained()) >= 0)
            return "%d sessions held up for %.1f s"
                    .formatted(remedy.released().size(), heldUp.toMillis() / 1000.0);
        return overBudget
                ? "%d sessions have lost %d session-seconds"
                        .formatted(remedy.released().size(), cost.toSeconds())
                : null;
    }

    private JournalEntry.Intent intent(
            PileUp pileUp, Suspect suspect, Action action, String why, Remedy remedy, Instant now) {
        return new JournalEntry.Intent(
                target,
                now,
                tools.newId().get(),
                minutes.incidentOf(pileUp),
                action,
                campaigns.encounters().pin(suspect, now),
                why,
                remedy.released().size());
    }
}
