package lockkeeper.metrics;

import static lockkeeper.incident.IncidentView.word;
import static lockkeeper.metrics.SampleMeters.meter;

import io.micrometer.core.instrument.Timer;

import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.incident.Incident.Kind;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;

/// How many incidents there were, who ended them, and how fast: pile-ups behind DDL, and apart from
/// them contention of other kinds, on which the guard never acts.
final class IncidentMeters {
    private final TargetRegistry meters;
    private final Map<Kind, Set<String>> open = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<EndedBy, DoubleAdder>> ended = new EnumMap<>(Kind.class);
    private final Timer relief;

    IncidentMeters(TargetRegistry meters) {
        this.meters = meters;
        for (var kind : Kind.values()) {
            var ids = ConcurrentHashMap.<String>newKeySet();
            open.put(kind, ids);
            ended.put(kind, kind == Kind.DDL ? pileUps(ids) : contentions(word(kind), ids));
        }
        relief =
                meters.timer(
                        "relief", "From the last signal of the guard until the queue had drained.");
    }

    private Map<EndedBy, DoubleAdder> pileUps(Set<String> ids) {
        meters.gauge("incident_open", "Pile-ups behind DDL that go on.", ids::size);
        var counters = new EnumMap<EndedBy, DoubleAdder>(EndedBy.class);
        for (var outcome : EndedBy.values())
            counters.put(
                    outcome,
                    meters.counter(
                            "incidents",
                            "Ends of pile-ups behind DDL, by who ended them as far as it was seen.",
                            "outcome",
                            word(outcome)));
        return counters;
    }

    private Map<EndedBy, DoubleAdder> contentions(String kind, Set<String> ids) {
        meters.gauge(
                "contention_open",
                "Queues behind anything but DDL, above incidents.contention, that go on.",
                ids::size,
                "kind",
                kind);
        var counters = new EnumMap<EndedBy, DoubleAdder>(EndedBy.class);
        for (var outcome : EndedBy.values())
            counters.put(
                    outcome,
                    meters.counter(
                            "contentions",
                            "Ends of queues behind anything but DDL, by kind and by who ended them"
                                    + " as far as it was seen.",
                            "kind",
                            kind,
                            "outcome",
                            word(outcome)));
        return counters;
    }

    void onOpen(Incident incident) {
        meter(open, incident.kind()).add(incident.id());
    }

    void onEnd(Incident incident) {
        meter(open, incident.kind()).remove(incident.id());
        if (incident.endedBy() != null)
            meter(meter(ended, incident.kind()), incident.endedBy()).add(1);
        if (incident.relief() != null) relief.record(incident.relief());
    }
}
