package lockkeeper.pg;

import lockkeeper.pg.Names.Database;
import lockkeeper.watch.CatalogFacts;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Reads every few minutes what unfinished changes have left in the catalogs of a server. Best
/// effort: only while nobody waits for a lock, one database after the other, and one that refuses
/// is left alone until the next round.
final class CatalogReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CatalogReader.class);

    private static final Duration BETWEEN_ROUNDS = Duration.ofMinutes(5);

    /// So that many daemons that were started at once do not ask at once.
    private static final Duration JITTER = Duration.ofSeconds(30);

    private static final Duration BETWEEN_LOOKS_FOR_CALM = Duration.ofSeconds(1);
    private static final String MAINTENANCE = "";

    private final String name;
    private final BooleanSupplier calm;
    private final Consumer<List<CatalogFacts>> told;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// A platform thread: the resolver of host names would pin the carrier of a virtual one.
    private final Thread loop =
            Thread.ofPlatform().daemon().name("lockkeeper-catalogs").unstarted(this::run);

    private final Map<String, CatalogFacts> found = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();
    private volatile TargetSettings target;
    private volatile int pid;

    /// @param calm whether nobody waits for a lock now, as far as is known
    /// @param told hears of all that is known, after each database
    CatalogReader(TargetSettings target, BooleanSupplier calm, Consumer<List<CatalogFacts>> told) {
        this.name = target.name();
        this.target = target;
        this.calm = calm;
        this.told = told;
    }

    void start() {
        loop.start();
    }

    /// Logs in with this from now on.
    void use(TargetSettings login) {
        target = login;
    }

    /// Process id of our backend, 0 while there is none.
    int pid() {
        return pid;
    }

    private void run() {
        try {
            do round();
            while (!isClosedWithin(BETWEEN_ROUNDS.plus(jitter())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration jitter() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(JITTER.toMillis()));
    }

    private boolean isClosedWithin(Duration time) throws InterruptedException {
        return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() throws InterruptedException {
        if (!awaitCalm()) return;
        var tour = new CatalogTour(target, now -> pid = now);
        for (var database : databases(tour)) {
            if (!awaitCalm()) return;
            read(tour, database);
        }
    }

    /// False once we are closed.
    private boolean awaitCalm() throws InterruptedException {
        while (!calm.getAsBoolean()) if (isClosedWithin(BETWEEN_LOOKS_FOR_CALM)) return false;
        return closed.getCount() > 0;
    }

    private List<Database> databases(CatalogTour tour) {
        try {
            var databases = tour.databases();
            var names = databases.stream().map(Database::name).collect(Collectors.toSet());
            found.keySet().retainAll(names);
            refused.retainAll(names);
            return databases;
        } catch (SQLException e) {
            sayOnce(MAINTENANCE, e);
            return List.of();
        }
    }

    private void read(CatalogTour tour, Database database) {
        try {
            found.put(database.name(), tour.read(database));
            refused.remove(database.name());
            told.accept(List.copyOf(found.values()));
        } catch (SQLException e) {
            sayOnce(database.name(), e);
        }
    }

    private void sayOnce(String database, SQLException why) {
        if (refused.add(database))
            log.info(
                    "target={} database={}: its catalogs could not be read: {}",
                    name,
                    database,
                    why.getMessage());
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
