package lockkeeper.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;

/// What unfinished migrations have left behind, by database.
final class CatalogMeters {
    private record Leftovers(long indexes, long constraints) {}

    private final TargetRegistry meters;
    private final DatabaseNames names;

    /// By label, then by database: several may share the label for those beyond the limit.
    private final Map<String, Map<String, Leftovers>> leftovers = new ConcurrentHashMap<>();

    CatalogMeters(TargetRegistry meters, DatabaseNames names) {
        this.meters = meters;
        this.names = names;
    }

    void onCatalog(String database, long indexes, long constraints) {
        leftovers
                .computeIfAbsent(names.label(database), this::labelled)
                .put(database, new Leftovers(indexes, constraints));
    }

    private Map<String, Leftovers> labelled(String label) {
        var found = new ConcurrentHashMap<String, Leftovers>();
        gauge(
                "invalid.indexes",
                "Indexes that are not valid, such as an ended CONCURRENTLY build leaves.",
                () -> sum(found, Leftovers::indexes),
                label);
        gauge(
                "unvalidated.constraints",
                "Constraints that were added NOT VALID and never validated.",
                () -> sum(found, Leftovers::constraints),
                label);
        return found;
    }

    private void gauge(String name, String help, DoubleSupplier value, String label) {
        meters.gauge(name, help, value, "database", label);
    }

    private static double sum(Map<String, Leftovers> found, ToLongFunction<Leftovers> part) {
        return found.values().stream().mapToLong(part).sum();
    }
}
