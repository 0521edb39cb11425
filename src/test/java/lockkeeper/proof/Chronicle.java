package lockkeeper.proof;

import static org.awaitility.Awaitility.await;

import lockkeeper.incident.Archive;
import lockkeeper.incident.Incident;
import lockkeeper.incident.IncidentLog;
import lockkeeper.incident.IncidentSettings;
import lockkeeper.incident.IncidentSettings.Threshold;
import lockkeeper.watch.Observation;
import lockkeeper.watch.Observer;
import lockkeeper.watch.SnapshotFailed;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/// The incidents of a real server. What is kept here is kept soon.
final class Chronicle implements Observer {
    static final int QUEUED = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final IncidentLog log =
            new IncidentLog(
                    new IncidentSettings(
                            IncidentSettings.DEFAULTS.alert(),
                            new Threshold(QUEUED, Duration.ofMillis(1200))),
                    _ -> {},
                    _ -> {},
                    new Nowhere(),
                    Runnable::run,
                    _ -> null,
                    () -> UUID.randomUUID().toString(),
                    query -> query);

    @Override
    public void onObservation(Observation observation) {
        log.onObservation(observation);
    }

    @Override
    public void onMissed(String target, SnapshotFailed failure) {
        log.onMissed(target, failure);
    }

    /// Returns the newest incident as soon as it is so.
    Incident awaitThat(String what, Predicate<Incident> wanted) {
        await(what).atMost(PATIENCE).until(() -> newest().stream().anyMatch(wanted));
        return newest().getFirst();
    }

    private List<Incident> newest() {
        return log.recent(null, 1);
    }

    private static final class Nowhere implements Archive {
        @Override
        public void save(Incident incident) {}

        @Override
        public List<Incident> load(int limit) {
            return List.of();
        }
    }
}
