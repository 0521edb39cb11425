package lockkeeper.incident;

import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.PileUp;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/// One story while it is written up. Used under the lock of [IncidentLog].
final class Case {
    private final String id;
    private final String target;
    private Kind kind;
    private final @Nullable LockTarget lock;
    private final @Nullable String deploy;
    private final UnaryOperator<@Nullable String> shown;
    private final Tally tally;
    private final Actions actions;
    private final Culprits culprits;
    private @Nullable Sighting last;
    private @Nullable Instant endedAt;
    private Ending ending = Ending.ITSELF;
    private String behind = "";
    private String sentence = "";
    private @Nullable String advice;
    private LockSnapshot worst;

    /// Whether it is worth keeping; what is not is forgotten when it ends.
    private boolean kept;

    /// Whether people were told that it is open.
    private boolean announced;

    /// Whether they were told at all: then they hear at once that it begins once more.
    private boolean everAnnounced;

    /// @param shown what of a query's text may be kept
    Case(
            String id,
            String target,
            @Nullable String deploy,
            Sighting first,
            UnaryOperator<@Nullable String> shown) {
        this.id = id;
        this.target = target;
        this.kind = first.kind();
        this.deploy = deploy;
        this.lock = first.target();
        this.shown = shown;
        this.tally = new Tally(first.graph().snapshot().sampledAt());
        this.actions = new Actions(id, List.of());
        this.culprits = new Culprits(shown, List.of());
        this.worst = WorstMoment.cut(first.graph(), lock, shown);
        see(first);
    }

    /// One that went on when it was kept before a restart.
    Case(Incident earlier, UnaryOperator<@Nullable String> shown) {
        id = earlier.id();
        target = earlier.target();
        kind = earlier.kind();
        deploy = earlier.deploy();
        this.shown = shown;
        tally = new Tally(earlier);
        actions = new Actions(id, earlier.actions());
        culprits = new Culprits(shown, earlier.blockers());
        worst = earlier.worst();
        lock = lockNamed(earlier.relation());
        behind = earlier.blockers().isEmpty() ? "others" : earlier.blockers().getFirst().command();
        sentence = earlier.sentence();
        advice = earlier.advice();
        kept = true;
        announced(earlier.announced());
    }

    private @Nullable LockTarget lockNamed(@Nullable String relation) {
        for (var contended : worst.locks())
            if (relationOf(contended.target()).equals(relation)) return contended.target();
        return null;
    }

    private String relationOf(LockTarget object) {
        var relation = worst.relation(object);
        return relation == null ? Sentence.name(worst, object) : relation.ofTable();
    }

    String id() {
        return id;
    }

    String target() {
        return target;
    }

    boolean isOpen() {
        return endedAt == null;
    }

    @Nullable Instant endedAt() {
        return endedAt;
    }

    boolean crosses(IncidentSettings.Threshold threshold) {
        var since = everAnnounced ? tally.startedAt() : tally.begunAt();
        var lasted = Duration.between(since, tally.seenAt());
        return last != null
                && last.isEnough(threshold.queued())
                && lasted.compareTo(threshold.sustained()) >= 0;
    }

    boolean isOfDdl() {
        return kind == Kind.DDL;
    }

    boolean isKept() {
        return kept;
    }

    void keep() {
        kept = true;
    }

    boolean isAnnounced() {
        return announced;
    }

    void announced(boolean told) {
        announced = told;
        everAnnounced |= told;
    }

    /// Whether it was going on before a restart and has not been seen since.
    boolean isFromBefore() {
        return isOpen() && last == null;
    }

    /// Whether nobody has looked at it for so long that its count starts anew.
    boolean isOutOfSight(Instant now) {
        return tally.isOutOfSight(now);
    }

    /// Whether a sighting is of this one, while it is open: about the same object, or with the same
    /// session in the way.
    boolean isAbout(Sighting sighting) {
        if (isOfDdl() != (sighting.kind() == Kind.DDL)) return false;
        return isAt(sighting.target()) || culprits.areIn(sighting);
    }

    /// The same, of DDL.
    boolean isAbout(PileUp pileUp) {
        return isOfDdl() && (isAt(pileUp.target()) || culprits.areIn(pileUp));
    }

    private boolean isAt(LockTarget object) {
        return lock != null && Sighting.isSame(object, lock);
    }

    /// Whether a sighting is of this one once more, after it had ended: the same kind of statement
    /// of the same program and user is in the way of the same object, as when a framework tries
    /// again.
    boolean isAgain(Sighting sighting) {
        if (isOfDdl() != (sighting.kind() == Kind.DDL)) return false;
        return isAt(sighting.target()) && culprits.areLike(sighting);
    }

    void see(Sighting sighting) {
        var now = sighting.graph().snapshot().sampledAt();
        var worse = tally.see(now, sighting.waiting(), isOpen());
        endedAt = null;
        last = sighting;
        if (!kept) kind = sighting.kind();
        culprits.meet(sighting);
        sentence = sighting.sentence();
        if (behind.isEmpty()) behind = sighting.behind();
        if (worse) worst = WorstMoment.cut(sighting.graph(), sighting.target(), shown);
        if (!kept || (worse && isOfDdl())) advice = sighting.advice(shown);
    }

    /// It is not to be seen any more.
    void end(WaitGraph graph) {
        var now = graph.snapshot().sampledAt();
        end(Ending.of(last, graph, tally.isOutOfSight(now)), now);
    }

    /// Nobody looks any more.
    void endUnseen(Instant now) {
        end(Ending.UNSEEN, now.isBefore(tally.seenAt()) ? tally.seenAt() : now);
    }

    private void end(Ending how, Instant now) {
        ending = how;
        tally.end(now);
        endedAt = now;
        last = null;
    }

    /// Takes up what the guard or a person did; answers it as the incident tells it, or null if it
    /// is not about this one.
    Incident.@Nullable GuardAction take(JournalEntry entry) {
        if (!isAbout(entry)) return null;
        return switch (entry) {
            case JournalEntry.Intent intent -> actions.begun(intent);
            case JournalEntry.Done done -> actions.done(done);
            case JournalEntry.Declined declined -> actions.declined(declined);
            case JournalEntry.CircuitClosed _ -> null;
            case JournalEntry.Manual manual -> actions.manual(manual, tally.seenAt());
        };
    }

    private boolean isAbout(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Intent intent -> intent.incident().equals(id);
            case JournalEntry.Done _ -> true;
            case JournalEntry.Declined declined -> declined.incident().equals(id);
            case JournalEntry.CircuitClosed _ -> false;
            case JournalEntry.Manual manual -> isOpen() && culprits.concern(manual.backend(), last);
        };
    }

    /// Adds what the journal, oldest first, knows of what was done about it or decided not to be,
    /// and it does not. True if the guard did one thing more.
    boolean recall(Collection<JournalEntry> journal) {
        var acted = false;
        for (var entry : journal)
            if (entry.target().equals(target)
                    && !entry.at().isBefore(tally.startedAt())
                    && isAbout(entry)) acted |= actions.recall(entry);
        return acted;
    }

    Incident incident() {
        var end = endedAt;
        var signal = end == null ? null : actions.between(tally.begunAt(), end);
        return new Incident(
                id,
                target,
                kind,
                database(),
                lock == null ? null : relationOf(lock),
                deploy,
                tally.startedAt(),
                end,
                tally.waiting(),
                tally.peak(),
                tally.sessionSeconds(),
                culprits.all(),
                actions.all(),
                end == null ? null : endedBy(signal),
                relief(signal, end),
                end == null ? sentence : pastTense(signal, end),
                advice,
                tally.timeline().points(),
                announced,
                worst);
    }

    private static @Nullable Duration relief(
            Actions.@Nullable Signal signal, @Nullable Instant end) {
        return signal == null || end == null || signal.byHand()
                ? null
                : Duration.between(signal.at(), end);
    }

    private EndedBy endedBy(Actions.@Nullable Signal signal) {
        if (signal == null) return ending.by();
        return signal.byHand() ? EndedBy.SOMEONE_ELSE : EndedBy.GUARD;
    }

    private String pastTense(Actions.@Nullable Signal signal, Instant end) {
        var how =
                signal == null
                        ? ending.words()
                        : signal.byHand()
                                ? "Somebody ended it by hand."
                                : "The guard ended it; the queue had drained %s later."
                                        .formatted(Sentence.age(signal.at(), end));
        return "For %s up to %d sessions waited for %s behind %s. %s"
                .formatted(
                        howLong(end),
                        tally.peak(),
                        lock == null ? "a lock" : Sentence.name(worst, lock),
                        behind,
                        how);
    }

    private String howLong(Instant end) {
        var all = Sentence.age(tally.startedAt(), end);
        if (tally.quiet().isZero()) return all;
        return Sentence.age(tally.startedAt().plus(tally.quiet()), end) + " within " + all;
    }

    private @Nullable String database() {
        if (lock != null && lock.database() != 0) return worst.databases().get(lock.database());
        for (var culprit : culprits.all()) {
            var backend = worst.backend(culprit.owner());
            if (backend != null && backend.database() != null) return backend.database();
        }
        return null;
    }
}
