package lockkeeper.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;

import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockType;
import lockkeeper.watch.Observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Who waits, how long, and what it costs.
final class WaitMeters {
    static final List<String> STATES =
            List.of("active", "idle in transaction", "idle in transaction (aborted)");
    static final String OTHER_STATE = "other";

    private static final Reading NOTHING = new Reading(Map.of(), 0, 0, Map.of(), Map.of());

    private final TargetRegistry meters;
    private final Freshness freshness;
    private final Function<Observation, ? extends Set<? extends LockOwner>> behindDdl;
    private final Map<String, DoubleAdder> blocked = new ConcurrentHashMap<>();
    private final Map<String, DoubleAdder> blockedByDdl = new ConcurrentHashMap<>();
    private final BlockedTime blockedTime = new BlockedTime();
    private final DatabaseNames databases;
    private final MultiGauge depths;
    private volatile Reading reading = NOTHING;
    private volatile int queuedBehindDdl;

    WaitMeters(
            TargetRegistry meters,
            Freshness freshness,
            Function<Observation, ? extends Set<? extends LockOwner>> behindDdl) {
        this.meters = meters;
        this.freshness = freshness;
        this.behindDdl = behindDdl;
        databases = new DatabaseNames(this::addDatabase);
        depths =
                meters.gauges(
                        "queue_depth",
                        "Sessions that wait for a relation or a row of it; the ten longest only.");
        addGauges();
        for (var state : STATES) addState(state);
        addState(OTHER_STATE);
    }

    private void addGauges() {
        gauge("blocking_sessions", "Sessions that others wait for.", Reading::blocking);
        gauge("oldest_wait_seconds", "The longest current wait for a lock.", Reading::oldestWait);
        meters.gauge(
                "ddl_queued_sessions",
                "Sessions that would be released if the DDL that blocks them ended.",
                () -> freshness.ifFresh(queuedBehindDdl));
    }

    private void addState(String state) {
        gauge(
                "oldest_transaction_seconds",
                "Age of the oldest transaction of those that hold or await a contended lock.",
                reading -> reading.oldestTransaction().getOrDefault(state, 0.0),
                "state",
                state);
    }

    private void addDatabase(String database) {
        for (var type : LockType.values()) {
            var place = new Reading.Place(database, type);
            gauge(
                    "waiting_sessions",
                    "Sessions that wait for a lock, by their database and the kind of lock.",
                    reading -> reading.waiting().getOrDefault(place, 0),
                    "database",
                    database,
                    "lock_type",
                    type.pgName());
        }
        blocked.put(
                database,
                meters.counter(
                        "blocked_session_seconds",
                        "Time that sessions have spent waiting for locks.",
                        "database",
                        database));
        blockedByDdl.put(
                database,
                meters.counter(
                        "ddl_blocked_session_seconds",
                        "Time that sessions have spent waiting behind DDL.",
                        "database",
                        database));
    }

    private void gauge(
            String name, String help, ToDoubleFunction<Reading> value, String... labels) {
        meters.gauge(name, help, () -> freshness.ifFresh(value.applyAsDouble(reading)), labels);
    }

    DatabaseNames databases() {
        return databases;
    }

    void onObservation(Observation observation) {
        if (observation.graph().queues().isEmpty() && reading.equals(NOTHING)) {
            blockedTime.done(observation.snapshot()); // nothing else to do, nearly always
            return;
        }
        var behind = behindDdl.apply(observation);
        count(observation, behind);
        queuedBehindDdl = behind.size();
        reading = Reading.of(observation.graph(), databases);
        showDepths();
    }

    private void count(Observation observation, Set<? extends LockOwner> behind) {
        var snapshot = observation.snapshot();
        for (var queue : observation.graph().queues())
            for (var waiter : queue.waiters()) {
                var seconds = blockedTime.seconds(waiter, snapshot);
                var database = databases.label(Reading.databaseOf(waiter, snapshot));
                add(blocked, database, seconds);
                if (behind.contains(waiter.waiter())) add(blockedByDdl, database, seconds);
            }
        blockedTime.done(snapshot);
    }

    private static void add(Map<String, DoubleAdder> counters, String database, double seconds) {
        var counter = counters.get(database);
        if (counter != null) counter.add(seconds);
    }

    private void showDepths() {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        for (var queue : reading.deepest().keySet())
            rows.add(
                    MultiGauge.Row.of(
                            Tags.of("database", queue.database(), "relation", queue.relation()),
                            () -> freshness.ifFresh(reading.deepest().getOrDefault(queue, 0))));
        depths.register(rows, false);
    }
}
