package lockkeeper.pg;

import lockkeeper.lock.RelationName;
import lockkeeper.pg.Names.Database;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Looks up the names that somebody wanted. Best effort: nobody waits for it, at most one
/// connection is open and only while there is something to ask, and a database that refuses is left
/// alone for a while.
final class NameReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NameReader.class);

    private static final Duration LEAVE_ALONE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_SERVER_READS = Duration.ofSeconds(2);

    /// Roles and databases may be renamed, and a role may become a superuser; none of it gives a
    /// new OID.
    private static final Duration SERVER_GOOD_FOR = Duration.ofMinutes(1);

    private static final Duration KEEP_OPEN = Duration.ofSeconds(3);
    private static final int MOST_PRELOADED = 20;
    private static final long MAINTENANCE = 0;

    private volatile TargetSettings target;
    private final SessionSettings settings;
    private final Names names;
    private final BooleanSupplier calm;
    private final LongSupplier nanoTime;

    /// A platform thread: the resolver of host names would pin the carrier of a virtual one.
    private final Thread loop =
            Thread.ofPlatform().daemon().name("lockkeeper-names").unstarted(this::run);

    private final Map<Long, Long> refusedAt = new HashMap<>();
    private @Nullable Long serverReadAt;
    private final Queue<Database> toRefresh = new ArrayDeque<>();
    private @Nullable Long preloadedAt;
    private long usedAt;
    private volatile @Nullable NameConnection open;
    private volatile boolean closed;

    /// @param calm whether nobody waits for a lock now, as far as is known
    /// @param nanoTime a monotonic clock, in nanoseconds
    NameReader(
            TargetSettings target,
            Timeouts timeouts,
            Names names,
            BooleanSupplier calm,
            LongSupplier nanoTime) {
        this.target = target;
        this.calm = calm;
        this.nanoTime = nanoTime;
        this.settings = new SessionSettings("lockkeeper names", timeouts);
        this.names = names;
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
        var current = open;
        return current == null ? 0 : current.session().pid();
    }

    private void run() {
        try {
            while (!closed) {
                turn();
                names.awaitWanted(KEEP_OPEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hangUp();
        }
    }

    /// One turn of the loop.
    void turn() {
        var goodFor = names.serverWanted() ? BETWEEN_SERVER_READS : SERVER_GOOD_FOR;
        if (isPast(serverReadAt, goodFor)) readServer();
        if (preloadedAt == null && !names.allDatabases().isEmpty()) preload();
        names.takeWanted().forEach(this::lookUp);
        if (preloadedAt != null) refresh();
        if (isPast(usedAt, KEEP_OPEN)) hangUp();
    }

    private void readServer() {
        serverReadAt = nanoTime.getAsLong();
        ask(MAINTENANCE, there -> names.setServer(there.roles(), there.databases()));
    }

    /// So that names are at hand when a storm begins in which no catalog can be read.
    private void preload() {
        preloadedAt = nanoTime.getAsLong();
        busiest().forEach(this::readMost);
    }

    private List<Database> busiest() {
        return byRank().stream().limit(MOST_PRELOADED).toList();
    }

    /// The busiest first.
    private List<Database> byRank() {
        return names.allDatabases().values().stream()
                .filter(Database::open)
                .sorted((a, b) -> Integer.compare(a.rank(), b.rank()))
                .toList();
    }

    /// A renamed table is not asked for before the storm, and in it a filter would go by the name
    /// that it had. One database a turn, and only while nobody waits for a lock.
    private void refresh() {
        if (toRefresh.isEmpty() && isPast(preloadedAt, Names.REFRESHED_EVERY)) {
            preloadedAt = nanoTime.getAsLong();
            toRefresh.addAll(busiest());
            for (var database : byRank())
                if (!toRefresh.contains(database) && !names.old(database.oid()).isEmpty())
                    toRefresh.add(database);
        }
        if (toRefresh.isEmpty() || !calm.getAsBoolean()) return;
        var next = toRefresh.remove();
        readMost(next);
        var others = names.old(next.oid());
        if (!others.isEmpty()) lookUp(next.oid(), others);
    }

    private void readMost(Database database) {
        ask(database.oid(), there -> keep(database.oid(), there.mostRelations()));
    }

    private void lookUp(long database, List<Long> oids) {
        ask(
                database,
                there -> {
                    var found = there.relations(oids);
                    for (var oid : oids) names.put(database, oid, found.get(oid));
                });
    }

    private void keep(long database, Map<Long, RelationName> found) {
        found.forEach((oid, name) -> names.put(database, oid, name));
    }

    private interface Asking {
        void of(NameConnection there) throws SQLException;
    }

    private void ask(long database, Asking asking) {
        if (closed || !isPast(refusedAt.get(database), LEAVE_ALONE)) return;
        try {
            var there = connection(database);
            if (there == null) return;
            asking.of(there);
            usedAt = nanoTime.getAsLong();
        } catch (SQLException e) {
            log.debug("no names of database {}: {}", database, e.getMessage());
            if (database != MAINTENANCE) refusedAt.put(database, nanoTime.getAsLong());
            hangUp();
        }
    }

    private @Nullable NameConnection connection(long database) throws SQLException {
        var current = open;
        if (current != null && current.database() == database) return current;
        var name = name(database);
        if (name == null && database != MAINTENANCE) return null;
        hangUp();
        var fresh = NameConnection.open(target, settings, database, name);
        open = fresh;
        return fresh;
    }

    /// Null if there is no such database, or none that lets anybody in.
    private @Nullable String name(long database) {
        var known = names.allDatabases().get(database);
        return known == null || !known.open() ? null : known.name();
    }

    private void hangUp() {
        var current = open;
        open = null;
        if (current == null) return;
        try {
            current.close();
        } catch (SQLException e) {
            // broken already
        }
    }

    private boolean isPast(@Nullable Long since, Duration time) {
        return since == null || nanoTime.getAsLong() - since > time.toNanos();
    }

    @Override
    public void close() {
        closed = true;
        loop.interrupt();
        var current = open;
        if (current != null) current.session().abort();
    }
}
