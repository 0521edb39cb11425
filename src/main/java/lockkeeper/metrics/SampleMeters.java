package lockkeeper.metrics;

import io.micrometer.core.instrument.Timer;

import lockkeeper.watch.Observation;
import lockkeeper.watch.SnapshotFailed;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.DoubleAdder;

/// How well we see a server.
final class SampleMeters {
    private final Map<Observation.Kind, Timer> took = new EnumMap<>(Observation.Kind.class);
    private final Map<SnapshotFailed.Reason, DoubleAdder> failures =
            new EnumMap<>(SnapshotFailed.Reason.class);
    private final DoubleAdder questions;
    private Map<Integer, Set<Integer>> answered = Map.of();

    SampleMeters(TargetRegistry meters, Freshness freshness) {
        meters.gauge(
                "up",
                "Whether the last look at the server succeeded.",
                () -> freshness.isUp() ? 1 : 0);
        meters.gauge(
                "sample_age_seconds",
                "Time since the last successful look at the server.",
                freshness::age);
        for (var kind : Observation.Kind.values())
            took.put(
                    kind,
                    meters.timer(
                            "sample",
                            "How long a look at the server took, by kind.",
                            "kind",
                            name(kind)));
        for (var reason : SnapshotFailed.Reason.values())
            failures.put(
                    reason,
                    meters.counter(
                            "sample_failures",
                            "Looks at the server that failed, by reason.",
                            "reason",
                            name(reason)));
        questions =
                meters.counter(
                        "order_questions",
                        "Waiters whose place in the queue had to be asked of the server.");
    }

    void onObservation(Observation observation) {
        meter(took, observation.kind()).record(observation.took());
        var answers = observation.snapshot().blockingPids();
        for (var answer : answers.entrySet())
            if (!answer.getValue().equals(answered.get(answer.getKey()))) questions.add(1);
        answered = answers;
    }

    void onMissed(SnapshotFailed failure) {
        meter(failures, failure.reason()).add(1);
    }

    /// An enum's constant as the value of a label.
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// The meter of a constant, of a map that has one for each.
    static <K extends Enum<K>, M> M meter(Map<K, M> meters, K key) {
        var meter = meters.get(key);
        if (meter == null) throw new IllegalStateException("no meter for " + key);
        return meter;
    }
}
