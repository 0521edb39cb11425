package lockkeeper.metrics;

import static lockkeeper.metrics.SampleMeters.meter;
import static lockkeeper.metrics.SampleMeters.name;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.incident.Incident.Kind;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// How many incidents of each kind there were, who ended them, and how fast.
final class IncidentMeters {
    private final Map<Kind, Set<String>> open = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<EndedBy, Counter>> ended = new EnumMap<>(Kind.class);
    private final Timer relief;

    IncidentMeters(TargetRegistry meters) {
        for (var kind : Kind.values()) {
            var ids = ConcurrentHashMap.<String>newKeySet();
            open.put(kind, ids);
            ended.put(kind, outcomes(meters, kind));
            meters.gauge(
                    "incident.open",
                    "Incidents that go on, by kind: ddl is a pile-up behind DDL, the others are"
                            + " contention above incidents.contention, which is only told of.",
                    ids::size,
                    "kind",
                    name(kind));
        }
        relief =
                meters.timer(
                        "relief", "From the last signal of the guard until the queue had drained.");
    }

    private static Map<EndedBy, Counter> outcomes(TargetRegistry meters, Kind kind) {
        var counters = new EnumMap<EndedBy, Counter>(EndedBy.class);
        for (var outcome : EndedBy.values())
            counters.put(
                    outcome,
                    meters.counter(
                            "incidents",
                            "Incidents that are over, by kind (ddl, or contention of another kind)"
                                    + " and by who ended them, as far as it was seen.",
                            "kind",
                            name(kind),
                            "outcome",
                            name(outcome).replace('_', ' ')));
        return counters;
    }

    void onOpen(Incident incident) {
        meter(open, incident.kind()).add(incident.id());
    }

    void onEnd(Incident incident) {
        meter(open, incident.kind()).remove(incident.id());
        if (incident.endedBy() != null)
            meter(meter(ended, incident.kind()), incident.endedBy()).increment();
        if (incident.relief() != null) relief.record(incident.relief());
    }
}
