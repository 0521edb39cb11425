package lockkeeper.incident;

import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.Suspect;
import lockkeeper.lock.Backend;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.statement.Advice;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A pile-up while it is written up. Used under the lock of [IncidentLog].
final class Case {
    /// Time between two samples that counts at most: what happened in a longer gap is not known.
    private static final Duration GAP = Duration.ofSeconds(2);

    final String id;
    final String target;
    final LockTarget lock;
    private final Instant startedAt;
    private final @Nullable String deploy;
    private final UnaryOperator<@Nullable String> shown;
    private final Timeline timeline = new Timeline();
    private final Map<BackendId, Incident.Blocker> blockers = new LinkedHashMap<>();
    private final List<Incident.GuardAction> actions = new ArrayList<>();
    private @Nullable Instant endedAt;
    private Instant seenAt;
    private int waiting;
    private int peak;
    private Duration cost = Duration.ZERO;
    private @Nullable Instant lastSignal;
    private boolean byHand;
    private String sentence = "";
    private @Nullable String advice;
    private LockSnapshot worst;

    /// Whether people were told that it is open.
    boolean announced;

    /// @param shown what of a query's text may be kept
    Case(
            String id,
            String target,
            @Nullable String deploy,
            PileUp pileUp,
            WaitGraph graph,
            UnaryOperator<@Nullable String> shown) {
        this.id = id;
        this.target = target;
        this.deploy = deploy;
        this.lock = pileUp.target();
        this.shown = shown;
        this.startedAt = graph.snapshot().sampledAt();
        this.seenAt = startedAt;
        this.worst = WorstMoment.cut(graph, shown);
    }

    boolean isOpen() {
        return endedAt == null;
    }

    Instant startedAt() {
        return startedAt;
    }

    @Nullable Instant endedAt() {
        return endedAt;
    }

    int waiting() {
        return waiting;
    }

    /// Whether a pile-up is this one, while it is open: about the same object, or with the same
    /// session in the way.
    boolean isAbout(PileUp pileUp) {
        if (pileUp.target().equals(lock)) return true;
        for (var suspect : pileUp.suspects())
            if (suspect.owner() instanceof BackendId id && blockers.containsKey(id)) return true;
        return false;
    }

    /// Whether a pile-up is this one once more, after it had ended: the same kind of statement of
    /// the same program and user is in the way of the same object, as when a framework tries again.
    boolean isAgain(PileUp pileUp) {
        if (!pileUp.target().equals(lock)) return false;
        for (var suspect : pileUp.suspects())
            for (var known : blockers.values())
                if (suspect.backend() != null && isLike(known, suspect.backend())) return true;
        return false;
    }

    private static boolean isLike(Incident.Blocker known, Backend backend) {
        return known.application().equals(backend.application())
                && known.command().equals(Sentence.command(backend))
                && Objects.equals(known.user(), backend.user());
    }

    void see(PileUp pileUp, WaitGraph graph) {
        var now = graph.snapshot().sampledAt();
        if (isOpen()) pass(now);
        endedAt = null;
        seenAt = now;
        waiting = pileUp.stuck().size();
        timeline.add(now, waiting);
        var culprits = pileUp.culprits().isEmpty() ? pileUp.suspects() : pileUp.culprits();
        for (var culprit : culprits) meet(culprit, graph);
        sentence = Sentence.of(graph, pileUp);
        if (waiting <= peak) return;
        peak = waiting;
        worst = WorstMoment.cut(graph, shown);
        advice = advice(culprits.getFirst());
    }

    private void pass(Instant now) {
        var passed = Duration.between(seenAt, now);
        if (passed.isNegative()) return;
        var counted = passed.compareTo(GAP) > 0 ? GAP : passed;
        cost = cost.plus(counted.multipliedBy(waiting));
    }

    private void meet(Suspect suspect, WaitGraph graph) {
        var backend = suspect.backend();
        if (backend == null || blockers.containsKey(backend.id())) return;
        blockers.put(
                backend.id(),
                new Incident.Blocker(
                        backend.id(),
                        Sentence.command(backend),
                        shown.apply(backend.query()),
                        backend.user(),
                        backend.application(),
                        suspect.stage(),
                        suspect.mode(),
                        graph.edgesOf(suspect.owner()).stream()
                                .limit(100)
                                .map(edge -> edge.blocker().pid())
                                .toList()));
    }

    private @Nullable String advice(Suspect culprit) {
        var backend = culprit.backend();
        if (backend == null) return null;
        var advice =
                Advice.forStatement(
                        shown.apply(backend.query()), culprit.mode(), !culprit.granted());
        return advice.sql().isEmpty() ? advice.why() : advice.why() + "\n\n" + advice.block();
    }

    void end(Instant now) {
        pass(now);
        seenAt = now;
        endedAt = now;
        waiting = 0;
        timeline.end(now);
    }

    private String pastTense(Instant now) {
        var behind = blockers.isEmpty() ? "DDL" : blockers.values().iterator().next().command();
        return "For %s up to %d sessions waited for %s behind %s. %s"
                .formatted(
                        Sentence.age(startedAt, now),
                        peak,
                        Sentence.name(worst, lock),
                        behind,
                        switch (endedBy()) {
                            case GUARD ->
                                    "The guard ended it; the queue had drained %s later."
                                            .formatted(
                                                    Sentence.age(
                                                            lastSignal == null ? now : lastSignal,
                                                            now));
                            case SOMEONE_ELSE -> "Somebody ended it by hand.";
                            case ITSELF -> "It passed by itself.";
                        });
    }

    private Incident.EndedBy endedBy() {
        if (lastSignal != null) return Incident.EndedBy.GUARD;
        return byHand ? Incident.EndedBy.SOMEONE_ELSE : Incident.EndedBy.ITSELF;
    }

    /// Takes up what the guard did; answers it as the incident tells it, or null if it is not about
    /// this one.
    Incident.@Nullable GuardAction take(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Intent intent -> begun(intent);
            case JournalEntry.Done done -> done(done);
            case JournalEntry.Declined declined -> declined(declined);
            case JournalEntry.Manual manual -> manual(manual);
            case JournalEntry.CircuitClosed _ -> null;
        };
    }

    private Incident.GuardAction begun(JournalEntry.Intent intent) {
        lastSignal = intent.at();
        var action =
                new Incident.GuardAction(
                        intent.id(),
                        intent.at(),
                        intent.action(),
                        intent.backend().id().pid(),
                        true,
                        intent.reason(),
                        null,
                        intent.predicted(),
                        null,
                        null);
        actions.add(action);
        return action;
    }

    private Incident.@Nullable GuardAction done(JournalEntry.Done done) {
        for (var i = 0; i < actions.size(); i++) {
            var action = actions.get(i);
            if (!action.id().equals(done.id())) continue;
            if (done.outcome() == Outcome.GONE || done.outcome() == Outcome.DENIED)
                lastSignal = null;
            var updated =
                    new Incident.GuardAction(
                            action.id(),
                            action.at(),
                            action.action(),
                            action.pid(),
                            true,
                            action.reason(),
                            done.detail(),
                            action.predicted(),
                            done.released(),
                            done.outcome());
            actions.set(i, updated);
            return updated;
        }
        return null;
    }

    private Incident.GuardAction declined(JournalEntry.Declined declined) {
        var backend = declined.backend();
        var action =
                new Incident.GuardAction(
                        id + "-" + actions.size(),
                        declined.at(),
                        declined.action(),
                        backend == null ? 0 : backend.pid(),
                        false,
                        declined.reason().toString(),
                        declined.detail(),
                        declined.predicted(),
                        null,
                        null);
        actions.add(action);
        return action;
    }

    private Incident.@Nullable GuardAction manual(JournalEntry.Manual manual) {
        if (!blockers.containsKey(manual.backend())) return null;
        byHand = true;
        var action =
                new Incident.GuardAction(
                        id + "-" + actions.size(),
                        manual.at(),
                        manual.action(),
                        manual.backend().pid(),
                        true,
                        Incident.GuardAction.BY_HAND + manual.by(),
                        manual.result(),
                        0,
                        null,
                        null);
        actions.add(action);
        return action;
    }

    Incident incident() {
        var relation = worst.relations().get(lock);
        var end = endedAt;
        return new Incident(
                id,
                target,
                Incident.Kind.DDL,
                lock.database() == 0 ? null : worst.databases().get(lock.database()),
                relation == null ? Sentence.name(worst, lock) : relation.ofTable(),
                deploy,
                startedAt,
                end,
                waiting,
                peak,
                cost.toMillis() / 1000.0,
                List.copyOf(blockers.values()),
                actions,
                end == null ? null : endedBy(),
                end == null || lastSignal == null ? null : Duration.between(lastSignal, end),
                end == null ? sentence : pastTense(end),
                advice,
                timeline.points(),
                worst);
    }

    boolean hasAction(String actionId) {
        return actions.stream().anyMatch(action -> Objects.equals(action.id(), actionId));
    }

    boolean isUndecided() {
        return actions.isEmpty();
    }
}
