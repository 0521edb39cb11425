package lockkeeper.incident;

import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.PileUps;
import lockkeeper.guard.Witness;
import lockkeeper.watch.Observation;
import lockkeeper.watch.Observer;
import lockkeeper.watch.SnapshotFailed;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Writes up every pile-up of every server, from the first sighting to its end, and says when a
/// person should hear of it. Answers readers from memory.
public final class IncidentLog implements Observer, Witness, Incidents {
    private static final Logger log = LoggerFactory.getLogger(IncidentLog.class);
    private static final int KEPT = 500;

    /// The same DDL again so soon after is the same story: a framework that tries again.
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private IncidentSettings settings;
    private final Notifier everyone;
    private final Notifier people;
    private final Archive archive;
    private final Executor disk;
    private final Deploys deploys;
    private final Supplier<String> newId;
    private final UnaryOperator<@Nullable String> shown;
    private final Story story = new Story();

    private final Deque<Case> cases = new ArrayDeque<>();
    private final LinkedHashMap<String, Incident> kept = new LinkedHashMap<>();
    private final Set<String> troubles = new HashSet<>();

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
        this.everyone = everyone;
        this.people = people;
        this.archive = archive;
        this.disk = disk;
        this.deploys = deploys;
        this.newId = newId;
        this.shown = shown;
    }

    /// Takes up what was kept before a restart.
    public synchronized void remember(Collection<Incident> earlier) {
        var oldestFirst = new ArrayList<>(earlier);
        oldestFirst.sort(Comparator.comparing(Incident::startedAt));
        for (var incident : oldestFirst) keep(incident);
    }

    /// From now on, these thresholds.
    public synchronized void use(IncidentSettings changed) {
        settings = changed;
    }

    // ---- what is seen

    @Override
    public synchronized void onObservation(Observation observation) {
        trouble(observation.target(), "blind", "Locks can be seen again.", true);
        var graph = observation.graph();
        var now = graph.snapshot().sampledAt();
        var seen = new HashSet<Case>();
        for (var pileUp : PileUps.of(graph)) {
            var found = caseOf(observation.target(), pileUp, now);
            if (found == null || seen.contains(found))
                found = open(observation.target(), pileUp, graph);
            else found.see(pileUp, graph);
            seen.add(found);
            update(found, now);
        }
        for (var open : List.copyOf(cases))
            if (open.target.equals(observation.target()) && open.isOpen() && !seen.contains(open))
                end(open, now);
        cases.removeIf(old -> old.endedAt() != null && old.endedAt().plus(AGAIN).isBefore(now));
    }

    @Override
    public synchronized void onMissed(String target, SnapshotFailed failure) {
        trouble(target, "blind", "Locks cannot be seen: " + failure.getMessage(), false);
    }

    private @Nullable Case caseOf(String target, PileUp pileUp, Instant now) {
        Case again = null;
        for (var known : cases) {
            if (!known.target.equals(target)) continue;
            if (known.isOpen() && known.isAbout(pileUp)) return known;
            var endedAt = known.endedAt();
            if (endedAt != null && !endedAt.plus(AGAIN).isBefore(now) && known.isAgain(pileUp))
                again = known;
        }
        return again;
    }

    private Case open(String target, PileUp pileUp, WaitGraph graph) {
        var opened = new Case(newId.get(), target, deploys.open(target), pileUp, graph, shown);
        opened.see(pileUp, graph);
        cases.add(opened);
        var incident = keep(opened.incident());
        story.opened(incident);
        save(incident);
        everyone.tell(new News.Opened(incident));
        return opened;
    }

    private void update(Case known, Instant now) {
        var incident = keep(known.incident());
        tell(known, new News.Grew(incident));
        var threshold = settings.alert();
        var lasted = Duration.between(known.startedAt(), now);
        if (known.waiting() >= threshold.queued() && lasted.compareTo(threshold.sustained()) >= 0)
            announce(known, incident);
    }

    /// From here on people are told.
    private void announce(Case known, Incident incident) {
        if (known.announced) return;
        known.announced = true;
        people.tell(new News.Opened(incident));
    }

    private void tell(Case known, News news) {
        everyone.tell(news);
        if (known.announced) people.tell(news);
    }

    private void end(Case open, Instant now) {
        open.end(now);
        var incident = keep(open.incident());
        story.ended(incident);
        save(incident);
        tell(open, new News.Ended(incident));
        open.announced = false;
    }

    // ---- what the guard does

    @Override
    public synchronized String incidentOf(String target, PileUp pileUp) {
        for (var known : cases)
            if (known.target.equals(target) && known.isOpen() && known.isAbout(pileUp))
                return known.id;
        return "none";
    }

    @Override
    public synchronized void entry(JournalEntry entry) {
        story.entry(entry);
        for (var known : cases) {
            if (!known.target.equals(entry.target()) || !concerns(known, entry)) continue;
            var action = known.take(entry);
            if (action == null) continue;
            var incident = keep(known.incident());
            save(incident);
            if (entry instanceof JournalEntry.Intent) announce(known, incident);
            tell(known, new News.Acted(incident, action));
        }
    }

    private static boolean concerns(Case known, JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Intent intent -> intent.incident().equals(known.id);
            case JournalEntry.Declined declined -> declined.incident().equals(known.id);
            case JournalEntry.Done done -> known.hasAction(done.id());
            case JournalEntry.Manual _ -> known.isOpen();
            case JournalEntry.CircuitClosed _ -> false;
        };
    }

    @Override
    public synchronized void trouble(String target, String key, String sentence, boolean over) {
        var name = target + "/" + key;
        if (over ? !troubles.remove(name) : !troubles.add(name)) return;
        var trouble = new News.Trouble(target, key, sentence, over);
        story.trouble(trouble);
        everyone.tell(trouble);
        people.tell(trouble);
    }

    // ---- what readers ask

    @Override
    public synchronized List<Incident> recent(@Nullable String target, int limit) {
        return kept.sequencedValues().reversed().stream()
                .filter(incident -> target == null || incident.target().equals(target))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized @Nullable Incident find(String id) {
        return kept.get(id);
    }

    private Incident keep(Incident incident) {
        kept.put(incident.id(), incident);
        if (kept.size() > KEPT) kept.pollFirstEntry();
        return incident;
    }

    private void save(Incident incident) {
        disk.execute(
                () -> {
                    try {
                        archive.save(incident);
                    } catch (IOException e) {
                        log.error("incident={} not kept: {}", incident.id(), e.getMessage());
                    }
                });
    }
}
