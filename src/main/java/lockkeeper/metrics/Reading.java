package lockkeeper.metrics;

import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the gauges say about one sample.
///
/// @param waiting how many wait, by database and kind of lock
/// @param blocking how many block somebody
/// @param oldestWait in seconds
/// @param oldestTransaction in seconds, by state, of the sessions of the sample
/// @param deepest the relations with the longest queues
record Reading(
        Map<Place, Integer> waiting,
        int blocking,
        double oldestWait,
        Map<String, Double> oldestTransaction,
        Map<Queue, Integer> deepest) {
    static final int DEEPEST = 10;

    /// @param database as a label
    record Place(String database, LockType type) {}

    /// Both as labels.
    record Queue(String database, String relation) {}

    static Reading of(WaitGraph graph, DatabaseNames names) {
        var snapshot = graph.snapshot();
        var waiting = new HashMap<Place, Integer>();
        var depths = new HashMap<Queue, Integer>();
        var oldestWait = 0.0;
        for (var queue : graph.queues()) {
            for (var waiter : queue.waiters()) {
                var database = names.label(databaseOf(waiter, snapshot));
                waiting.merge(new Place(database, queue.target().type()), 1, Integer::sum);
                oldestWait = Math.max(oldestWait, age(waiter.waitStart(), snapshot));
            }
            if (queue.target().relation() != 0)
                depths.merge(
                        queue(queue.target(), snapshot, names),
                        queue.waiters().size(),
                        Integer::sum);
        }
        var blocking = graph.blockedCounts().size();
        return new Reading(waiting, blocking, oldestWait, oldest(snapshot), deepest(depths));
    }

    /// The database of a waiting session: a lock on a transaction or a shared object has none.
    static @Nullable String databaseOf(AwaitedLock lock, LockSnapshot snapshot) {
        var backend = snapshot.backend(lock.waiter());
        if (backend != null && backend.database() != null) return backend.database();
        return snapshot.databases().get(lock.target().database());
    }

    private static Queue queue(LockTarget target, LockSnapshot snapshot, DatabaseNames names) {
        var name = snapshot.relations().get(target);
        if (name == null)
            name =
                    snapshot.relations()
                            .get(LockTarget.relation(target.database(), target.relation()));
        return new Queue(
                names.label(snapshot.databases().get(target.database())),
                LabelText.of(name == null ? "OID " + target.relation() : name.ofTable()));
    }

    private static Map<Queue, Integer> deepest(Map<Queue, Integer> depths) {
        var order =
                Map.Entry.<Queue, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> entry.getKey().database())
                        .thenComparing(entry -> entry.getKey().relation());
        var deepest = new LinkedHashMap<Queue, Integer>();
        depths.entrySet().stream()
                .sorted(order)
                .limit(DEEPEST)
                .forEach(entry -> deepest.put(entry.getKey(), entry.getValue()));
        return deepest;
    }

    private static Map<String, Double> oldest(LockSnapshot snapshot) {
        var oldest = new HashMap<String, Double>();
        for (var backend : snapshot.backends().values())
            oldest.merge(state(backend), age(backend.xactStart(), snapshot), Math::max);
        return oldest;
    }

    private static String state(Backend backend) {
        var state = backend.state();
        return state != null && WaitMeters.STATES.contains(state) ? state : WaitMeters.OTHER_STATE;
    }

    private static double age(@Nullable Instant since, LockSnapshot snapshot) {
        if (since == null || since.isAfter(snapshot.sampledAt())) return 0;
        return seconds(Duration.between(since, snapshot.sampledAt()));
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
