package lockkeeper.incident;

import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.PileUps;
import lockkeeper.guard.Witness;
import lockkeeper.watch.Observation;
import lockkeeper.watch.Observer;
import lockkeeper.watch.SnapshotFailed;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Writes up every pile-up of every server, and what else is waited for in earnest, from the first
/// sighting to its end, and says when a person should hear of it. Answers readers from memory.
public final class IncidentLog implements Observer, Witness, Incidents {
    private final Deploys deploys;
    private final Supplier<String> newId;
    private final UnaryOperator<@Nullable String> shown;
    private final Bulletin bulletin;
    private final Story story = new Story();
    private final Cases cases = new Cases();
    private final Set<String> troubles = new HashSet<>();
    private IncidentSettings settings;

    /// Which deploy window is open on a server.
    public interface Deploys {
        /// Its name; null without one.
        @Nullable String open(String target);
    }

    /// @param everyone hears of everything
    /// @param people hear of what has crossed the threshold for them
    /// @param disk runs what goes to the archive, one after the other, away from the poll loop
    /// @param newId makes ids that sort by time
    /// @param shown what of a query's text may be kept and shown
    public IncidentLog(
            IncidentSettings settings,
            Notifier everyone,
            Notifier people,
            Archive archive,
            Executor disk,
            Deploys deploys,
            Supplier<String> newId,
            UnaryOperator<@Nullable String> shown) {
        this.settings = settings;
        this.bulletin = new Bulletin(everyone, people, archive, disk);
        this.deploys = deploys;
        this.newId = newId;
        this.shown = shown;
    }

    /// Takes up what was kept before a restart. What went on then goes on, or is over, as the next
    /// sample of its server shows.
    ///
    /// @param journal what was done before, oldest first: an incident is kept a moment later, which
    ///   an abrupt end may have cut off
    public synchronized void remember(
            Collection<Incident> earlier, Collection<JournalEntry> journal) {
        var oldestFirst = new ArrayList<>(earlier);
        oldestFirst.sort(Comparator.comparing(Incident::startedAt));
        for (var incident : oldestFirst) {
            bulletin.keep(incident);
            if (incident.isOpen()) takeUp(new Case(incident, shown), journal);
        }
    }

    private void takeUp(Case known, Collection<JournalEntry> journal) {
        cases.add(known);
        var acted = known.recall(journal);
        bulletin.keep(known.incident());
        if (acted) announce(known);
    }

    /// Ends what went on at servers that are not watched any more: nobody will see how it ends.
    public synchronized void endUnwatched(Set<String> watched, Instant now) {
        for (var known : cases.all()) {
            if (!known.isOpen() || watched.contains(known.target())) continue;
            known.endUnseen(now);
            ended(known);
            cases.remove(known);
        }
    }

    /// From now on, these thresholds.
    public synchronized void use(IncidentSettings changed) {
        settings = changed;
    }

    // ---- what is seen

    @Override
    public synchronized void onObservation(Observation observation) {
        var target = observation.target();
        trouble(target, "blind", "Locks can be seen again.", true);
        var graph = observation.graph();
        var now = graph.snapshot().sampledAt();
        var seen = new HashSet<Case>();
        for (var sighting : Sighting.of(graph, PileUps.of(graph))) {
            var known = cases.of(target, sighting, now, seen);
            if (known != null && !goesOn(known, sighting, now)) known = null;
            if (known == null) known = begin(target, sighting);
            if (known == null) continue;
            seen.add(known);
            update(known);
        }
        for (var open : cases.open(target)) if (!seen.contains(open)) end(open, observation);
        cases.forgetOld(target, now);
    }

    @Override
    public synchronized void onMissed(String target, SnapshotFailed failure) {
        trouble(target, "blind", "Locks cannot be seen: " + failure.getMessage(), false);
    }

    /// True if it does, as the sighting shows it.
    private boolean goesOn(Case known, Sighting sighting, Instant now) {
        if (!known.isOfDdl() && !sighting.isEnough(enough(known))) return false;
        if (!known.isKept() && known.isOutOfSight(now)) return false;
        var onceMore = !known.isOpen();
        var fromBefore = known.isFromBefore();
        known.see(sighting);
        if (onceMore) open(known);
        else if (fromBefore) bulletin.tell(new News.Opened(known.incident()), false);
        return true;
    }

    /// Half of what makes a contention is enough for one that goes on.
    private int enough(Case known) {
        var queued = settings.contention().queued();
        return known.isOpen() ? (queued + 1) / 2 : queued;
    }

    /// A new story; null if it is not worth following.
    private @Nullable Case begin(String target, Sighting sighting) {
        var isDdl = sighting.kind() == Incident.Kind.DDL;
        if (!isDdl && !sighting.isEnough(settings.contention().queued())) return null;
        var begun = new Case(newId.get(), target, deploys.open(target), sighting, shown);
        cases.add(begun);
        if (isDdl) open(begun);
        return begun;
    }

    private void open(Case known) {
        known.keep();
        var incident = bulletin.save(known.incident());
        story.opened(incident);
        bulletin.tell(new News.Opened(incident), false);
    }

    private void update(Case known) {
        var threshold = known.isOfDdl() ? settings.alert() : settings.contention();
        var crossed = known.crosses(threshold);
        if (crossed && !known.isKept()) open(known);
        if (!known.isKept()) return;
        bulletin.tell(new News.Grew(bulletin.keep(known.incident())), known.isAnnounced());
        if (crossed) announce(known);
    }

    /// From here on people are told.
    private void announce(Case known) {
        if (known.isAnnounced()) return;
        known.announced(true);
        bulletin.tellPeople(new News.Opened(bulletin.save(known.incident())));
    }

    private void end(Case open, Observation observation) {
        if (!open.isKept()) {
            cases.remove(open);
            return;
        }
        open.end(observation.graph());
        ended(open);
    }

    private void ended(Case over) {
        var incident = bulletin.save(over.incident());
        story.ended(incident);
        bulletin.tell(new News.Ended(incident), over.isAnnounced());
        over.announced(false);
    }

    // ---- what the guard does

    @Override
    public synchronized String incidentOf(String target, PileUp pileUp) {
        for (var known : cases.open(target)) if (known.isAbout(pileUp)) return known.id();
        return "none";
    }

    @Override
    public synchronized void entry(JournalEntry entry) {
        story.entry(entry);
        for (var known : cases.all()) {
            var action = known.target().equals(entry.target()) ? known.take(entry) : null;
            if (action == null || !known.isKept()) continue;
            if (entry instanceof JournalEntry.Intent) announce(known);
            var incident = bulletin.save(known.incident());
            bulletin.tell(new News.Acted(incident, action), known.isAnnounced());
        }
    }

    @Override
    public synchronized void trouble(String target, String key, String sentence, boolean over) {
        var name = target + "/" + key;
        if (over ? !troubles.remove(name) : !troubles.add(name)) return;
        var trouble = new News.Trouble(target, key, sentence, over);
        story.trouble(trouble);
        bulletin.tell(trouble, true);
    }

    // ---- what readers ask

    @Override
    public synchronized List<Incident> recent(@Nullable String target, int limit) {
        return bulletin.recent(target, limit);
    }

    @Override
    public synchronized @Nullable Incident find(String id) {
        return bulletin.find(id);
    }
}
