package lockkeeper.metrics;

import lockkeeper.watch.CatalogFacts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// What unfinished migrations have left behind, by database.
final class CatalogMeters {
    private record Unfinished(long indexes, long constraints) {
        Unfinished plus(Unfinished more) {
            return new Unfinished(indexes + more.indexes, constraints + more.constraints);
        }
    }

    private final TargetRegistry meters;
    private final Freshness freshness;
    private final DatabaseNames names;
    private final Set<String> labels = new HashSet<>();

    /// By label: databases beyond the limit share one.
    private volatile Map<String, Unfinished> unfinished = Map.of();

    CatalogMeters(TargetRegistry meters, Freshness freshness, DatabaseNames names) {
        this.meters = meters;
        this.freshness = freshness;
        this.names = names;
    }

    synchronized void onCatalogs(List<CatalogFacts> databases) {
        var sums = new HashMap<String, Unfinished>();
        for (var facts : databases)
            sums.merge(
                    names.label(facts.database()),
                    new Unfinished(facts.invalidIndexes(), facts.unvalidatedConstraints()),
                    Unfinished::plus);
        unfinished = Map.copyOf(sums);
        for (var label : sums.keySet()) if (labels.add(label)) add(label);
    }

    private void add(String label) {
        gauge(
                "invalid_indexes",
                "Indexes that are not valid, such as an ended CONCURRENTLY build leaves.",
                Unfinished::indexes,
                label);
        gauge(
                "unvalidated_constraints",
                "Constraints that were added NOT VALID and never validated.",
                Unfinished::constraints,
                label);
    }

    private void gauge(String name, String help, ToDoubleFunction<Unfinished> part, String label) {
        meters.gauge(name, help, () -> value(label, part), "database", label);
    }

    /// Of a database that is there no more nothing is known.
    private double value(String label, ToDoubleFunction<Unfinished> part) {
        var known = unfinished.get(label);
        return known == null ? Double.NaN : freshness.ifFresh(part.applyAsDouble(known));
    }
}
