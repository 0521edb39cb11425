package lockkeeper.pg;

import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The names that are known now, and those that somebody has asked for in vain.
final class Names implements Directory {
    /// @param name null for a relation that no transaction but its own can see
    private record Known(@Nullable RelationName name, long readAt) {}

    /// @param open whether one can connect to it
    /// @param rank 0 for the busiest
    record Database(long oid, String name, boolean open, int rank) {}

    /// A relation of one database; shared catalogs have database 0.
    record Relation(long database, long oid) {}

    private static final int MOST_RELATIONS = 200_000;
    private static final int MOST_WANTED = 10_000;

    /// A renamed table or role keeps its OID, and a role may become a superuser or cease to be one:
    /// so all is read again in time. An unknown table may soon be committed.
    private static final Duration GOOD_FOR = Duration.ofMinutes(5);

    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);

    /// How often names are read again though nobody asks, so that they are true when a storm
    /// begins.
    static final Duration REFRESHED_EVERY = Duration.ofHours(1);

    private static final Duration OUTDATED_AFTER = REFRESHED_EVERY.multipliedBy(2);
    private static final int MOST_REFRESHED = 5000;

    private final LongSupplier nanoTime;
    private final Map<Relation, Known> relations = new ConcurrentHashMap<>();
    private final Set<Relation> wanted = ConcurrentHashMap.newKeySet();
    private final Semaphore news = new Semaphore(0);
    private volatile Map<Long, Role> roles = Map.of();
    private volatile Map<Long, Database> databases = Map.of();
    private volatile Map<Long, String> databaseNames = Map.of();
    private volatile boolean serverWanted = true;
    private volatile long serverReadAt;

    /// @param nanoTime a monotonic clock, in nanoseconds
    Names(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public @Nullable RelationName relation(LockTarget target) {
        var key = new Relation(target.database(), target.relation());
        var known = relations.get(key);
        if ((known == null || isOld(known)) && wanted.size() < MOST_WANTED && wanted.add(key)) {
            if (isNewDatabase(key.database)) serverWanted = true;
            news.release();
        }
        return known == null ? null : named(known);
    }

    private @Nullable RelationName named(Known known) {
        var name = known.name;
        return name != null && isPast(known.readAt, OUTDATED_AFTER) ? name.asOutdated() : name;
    }

    /// The relations of a database whose names are old.
    List<Long> old(long database) {
        return relations.entrySet().stream()
                .filter(entry -> entry.getKey().database == database)
                .filter(entry -> entry.getValue().name != null && isOld(entry.getValue()))
                .map(entry -> entry.getKey().oid)
                .limit(MOST_REFRESHED)
                .toList();
    }

    private boolean isNewDatabase(long oid) {
        return oid != 0 && !databases.containsKey(oid);
    }

    @Override
    public @Nullable Role role(long oid) {
        var role = roles.get(oid);
        if ((role == null || isPast(serverReadAt, GOOD_FOR)) && !serverWanted) {
            serverWanted = true;
            news.release();
        }
        return role;
    }

    @Override
    public Map<Long, String> databases() {
        return databaseNames;
    }

    Map<Long, Database> allDatabases() {
        return databases;
    }

    /// Whether somebody asked for a role or database that is not known, or no longer for sure.
    boolean serverWanted() {
        return serverWanted;
    }

    /// Returns when somebody has asked in vain, or after that time.
    void awaitWanted(Duration longest) throws InterruptedException {
        if (news.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) news.drainPermits();
    }

    /// Takes the relations that were asked for, by database.
    Map<Long, List<Long>> takeWanted() {
        var byDatabase = new HashMap<Long, List<Long>>();
        for (var relation : new LinkedHashSet<>(wanted)) {
            wanted.remove(relation);
            byDatabase.computeIfAbsent(relation.database, _ -> new ArrayList<>()).add(relation.oid);
        }
        return byDatabase;
    }

    void setServer(Map<Long, Role> newRoles, List<Database> newDatabases) {
        var byOid = new HashMap<Long, Database>();
        var names = new HashMap<Long, String>();
        for (var database : newDatabases) {
            byOid.put(database.oid, database);
            names.put(database.oid, database.name);
        }
        roles = Map.copyOf(newRoles);
        databases = Map.copyOf(byOid);
        databaseNames = Map.copyOf(names);
        serverReadAt = nanoTime.getAsLong();
        serverWanted = false;
    }

    void put(long database, long oid, @Nullable RelationName name) {
        if (relations.size() >= MOST_RELATIONS) relations.clear();
        relations.put(new Relation(database, oid), new Known(name, nanoTime.getAsLong()));
    }

    private boolean isOld(Known known) {
        return isPast(known.readAt, known.name == null ? UNKNOWN_FOR : GOOD_FOR);
    }

    private boolean isPast(long readAt, Duration time) {
        return nanoTime.getAsLong() - readAt > time.toNanos();
    }
}
