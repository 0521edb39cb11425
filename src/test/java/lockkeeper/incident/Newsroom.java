package lockkeeper.incident;

import lockkeeper.graph.Scene;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.PileUps;
import lockkeeper.watch.Observation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// An incident log with everybody who listens to it, and a clock that is told what time it is.
final class Newsroom {
    private static final Duration STEP = Duration.ofMillis(500);

    final List<News> everyone = new ArrayList<>();
    final List<News> people = new ArrayList<>();
    final Map<String, Incident> archive = new LinkedHashMap<>();
    Instant now = Scene.START.plusSeconds(1);
    private int ids;

    final IncidentLog log =
            new IncidentLog(
                    IncidentSettings.DEFAULTS,
                    everyone::add,
                    people::add,
                    new Archive() {
                        @Override
                        public void save(Incident incident) {
                            archive.put(incident.id(), incident);
                        }

                        @Override
                        public List<Incident> load(int limit) {
                            return List.copyOf(archive.values());
                        }
                    },
                    Runnable::run,
                    _ -> null,
                    () -> "i" + ++ids,
                    query -> query);

    /// One that is started with what an earlier one has kept.
    static Newsroom after(Newsroom earlier, JournalEntry... journal) {
        var fresh = new Newsroom();
        fresh.now = earlier.now.plusSeconds(20);
        fresh.ids = 100;
        fresh.log.remember(earlier.archive.values(), List.of(journal));
        return fresh;
    }

    Newsroom sees(Scene scene) {
        return sees("main", scene.sampledAt(now));
    }

    Newsroom sees(String target, Scene scene) {
        log.onObservation(
                new Observation(target, Observation.Kind.FULL, scene.graph(), 0, Duration.ZERO));
        return this;
    }

    /// The same for so long, from now on, in every sample.
    Newsroom sees(Supplier<Scene> scene, Duration lasts) {
        var end = now.plus(lasts);
        sees(scene.get());
        while (now.isBefore(end)) {
            var next = now.plus(STEP);
            now = next.isAfter(end) ? end : next;
            sees(scene.get());
        }
        return this;
    }

    Newsroom later(Duration passed) {
        now = now.plus(passed);
        return this;
    }

    Newsroom entry(JournalEntry entry) {
        log.entry(entry);
        return this;
    }

    PileUp pileUp(Scene scene) {
        return PileUps.of(scene.sampledAt(now).graph()).getFirst();
    }

    List<Incident> incidents() {
        return log.recent(null, 100);
    }

    Incident only() {
        if (incidents().size() != 1) throw new AssertionError(incidents());
        return incidents().getFirst();
    }

    /// What somebody was told, in short.
    static List<String> inShort(List<News> news) {
        return news.stream()
                .filter(item -> !(item instanceof News.Grew))
                .map(item -> item.getClass().getSimpleName())
                .toList();
    }
}
