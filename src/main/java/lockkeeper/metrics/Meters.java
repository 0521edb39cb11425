package lockkeeper.metrics;

import io.micrometer.core.instrument.MeterRegistry;

import lockkeeper.guard.GuardStatus;
import lockkeeper.incident.News;
import lockkeeper.incident.Notifier;
import lockkeeper.lock.LockOwner;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Observation;
import lockkeeper.watch.Observer;
import lockkeeper.watch.SnapshotFailed;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Everything we measure about one server.
public final class Meters implements Observer, Notifier {
    private final String target;
    private final Freshness freshness;
    private final SampleMeters samples;
    private final WaitMeters waits;
    private final GuardMeters guard;
    private final IncidentMeters incidents;
    private final CatalogMeters catalogs;

    Meters(
            MeterRegistry registry,
            Series series,
            String target,
            Supplier<GuardStatus> status,
            Function<Observation, ? extends Set<? extends LockOwner>> behindDdl,
            Supplier<Duration> staleAfter,
            LongSupplier nanoTime) {
        this.target = target;
        var meters = new TargetRegistry(registry, series, target);
        freshness = new Freshness(nanoTime, staleAfter);
        samples = new SampleMeters(meters, freshness);
        waits = new WaitMeters(meters, freshness, behindDdl);
        guard = new GuardMeters(meters, status);
        incidents = new IncidentMeters(meters);
        catalogs = new CatalogMeters(meters, freshness, waits.databases());
    }

    @Override
    public void onObservation(Observation observation) {
        freshness.sampled();
        samples.onObservation(observation);
        waits.onObservation(observation);
    }

    @Override
    public void onMissed(String name, SnapshotFailed failure) {
        freshness.missed();
        samples.onMissed(failure);
    }

    /// News of other servers are none of ours.
    @Override
    public void tell(News news) {
        switch (news) {
            case News.Opened(var incident) -> {
                if (isOurs(incident.target())) incidents.onOpen(incident);
            }
            case News.Acted(var incident, var action) -> {
                if (isOurs(incident.target())) guard.onAction(action);
            }
            case News.Ended(var incident) -> {
                if (isOurs(incident.target())) incidents.onEnd(incident);
            }
            case News.Grew _, News.Trouble _ -> {}
        }
    }

    private boolean isOurs(String name) {
        return name.equals(target);
    }

    /// What is known of all databases from looks into their catalogs; safe from any thread.
    public void onCatalogs(List<CatalogFacts> databases) {
        catalogs.onCatalogs(databases);
    }
}
