package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.lock.LockMode;
import lockkeeper.statement.Footprint;
import lockkeeper.statement.Migration;
import lockkeeper.statement.Statement;
import lockkeeper.statement.Work;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Every migration of the corpus, on every major: what we say it will lock is what it locks.
class FootprintIT {
    private static final Map<Integer, String> DATABASES = new HashMap<>();
    private static final LockMode WEAKEST = LockMode.ACCESS_SHARE;

    static Stream<Arguments> inside() {
        return cases(false);
    }

    static Stream<Arguments> outside() {
        return cases(true);
    }

    private static Stream<Arguments> cases(boolean outside) {
        var migrations = Migration.all();
        return PostgresServer.majors().stream()
                .flatMap(
                        major ->
                                migrations.stream()
                                        .filter(m -> m.from() <= major && !m.has("skip"))
                                        .filter(m -> m.has("outside") == outside)
                                        .map(m -> Arguments.of(major, m)));
    }

    private static synchronized String database(int major) {
        return DATABASES.computeIfAbsent(
                major,
                _ -> {
                    var name = PostgresServer.shared(major).newDatabase();
                    PostgresServer.shared(major).executeIn(name, Migration.schema());
                    return name;
                });
    }

    private static Connection connect(int major) throws SQLException {
        return PostgresServer.shared(major).connect(database(major));
    }

    /// In a transaction, whose locks are read at its end, before it is rolled back.
    @ParameterizedTest
    @MethodSource("inside")
    void locksWhatWasPredicted(int major, Migration migration) throws SQLException {
        try (var connection = connect(major)) {
            connection.setAutoCommit(false);
            var certain = new TreeMap<Long, LockMode>();
            var possible = new TreeMap<Long, LockMode>();
            var before = relations(connection);
            var work = Work.NONE;
            for (var statement : Statement.ofFile(migration.sql())) {
                var footprint = Footprint.of(statement, major);
                predict(connection, footprint, certain, possible);
                if (footprint.work().compareTo(work) > 0) work = footprint.work();
                if (!isFrame(footprint)) execute(connection, statement.text());
            }
            var taken = taken(connection, before, certain);
            var rewritten = rewritten(before, relations(connection));
            connection.rollback();
            if (migration.has("placed")) return;
            certain.keySet().retainAll(before.keySet());
            assertThat(named(taken, before)).containsAllEntriesOf(named(certain, before));
            taken.keySet().removeAll(certain.keySet());
            taken.entrySet()
                    .removeIf(
                            lock ->
                                    lock.getValue()
                                                            .compareTo(
                                                                    possible.getOrDefault(
                                                                            lock.getKey(), WEAKEST))
                                                    <= 0
                                            && possible.containsKey(lock.getKey()));
            assertThat(named(taken, before)).as("unforeseen").isEmpty();
            if (migration.name().contains("truncate")) return;
            if (migration.work().equals("rewrite") || !rewritten.isEmpty())
                assertThat(work).as("rewrites " + rewritten).isEqualTo(Work.REWRITE);
        }
    }

    /// Commands that refuse a transaction are held up by a lock, to read what they ask for.
    @ParameterizedTest
    @MethodSource("outside")
    void asksFirstForWhatWasPredicted(int major, Migration migration) throws SQLException {
        var statement = Statement.ofFile(migration.sql()).getFirst();
        var footprint = Footprint.of(statement, major);
        try (var reader = connect(major);
                var holder = PostgresServer.shared(major).session(database(major));
                var migrator = PostgresServer.shared(major).session(database(major))) {
            var certain = new TreeMap<Long, LockMode>();
            predict(reader, footprint, certain, new TreeMap<>());
            var before = relations(reader);
            certain.keySet().removeIf(oid -> isIndex(before, oid));
            var oid = certain.firstKey();
            var table = name(before, oid);
            holder.run(
                    "BEGIN; LOCK TABLE "
                            + table
                            + " IN "
                            + weakestAgainst(certain.get(oid))
                            + " MODE");
            var migrating = migrator.start(statement.text());
            migrator.awaitBlocked();
            var asked = waiting(reader, migrator.pid());
            try (var cancel = reader.createStatement()) {
                cancel.execute("SELECT pg_cancel_backend(" + migrator.pid() + ")");
            }
            assertThatThrownBy(migrating::join).hasMessageContaining("canceling statement");
            assertThat(asked).isEqualTo(Map.of(table, certain.get(oid)));
        }
    }

    /// So that only the lock of interest is waited for, not a weaker one that is asked for before.
    private static String weakestAgainst(@Nullable LockMode mode) {
        return Arrays.stream(LockMode.values())
                .filter(other -> mode != null && other.conflictsWith(mode))
                .findFirst()
                .orElseThrow()
                .documented();
    }

    private static boolean isFrame(Footprint footprint) {
        return List.of("BEGIN", "COMMIT").contains(footprint.tag().text());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static LockMode stronger(LockMode one, LockMode other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static void predict(
            Connection connection,
            Footprint footprint,
            Map<Long, LockMode> certain,
            Map<Long, LockMode> possible)
            throws SQLException {
        var finder = new RelationFinder(connection);
        for (var request : footprint.locks()) {
            var named = finder.named(request);
            if (named == 0) continue;
            for (var oid : finder.find(request, named))
                (request.certain() ? certain : possible)
                        .merge(oid, request.mode(), FootprintIT::stronger);
        }
    }

    /// A relation as it was before the migration.
    private record Before(String name, String kind, long file) {}

    private static Map<Long, Before> relations(Connection connection) throws SQLException {
        var relations = new HashMap<Long, Before>();
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                SELECT oid, oid::regclass::text, relkind, relfilenode FROM pg_class
                                 WHERE oid >= 16384 AND relnamespace <> 'pg_toast'::regnamespace
                                """)) {
            while (rows.next())
                relations.put(
                        rows.getLong(1),
                        new Before(rows.getString(2), rows.getString(3), rows.getLong(4)));
        }
        return relations;
    }

    private static Map<String, LockMode> named(
            Map<Long, LockMode> locks, Map<Long, Before> before) {
        var named = new TreeMap<String, LockMode>();
        locks.forEach((oid, mode) -> named.put(name(before, oid), mode));
        return named;
    }

    private static String name(Map<Long, Before> before, long oid) {
        var relation = before.get(oid);
        return relation == null ? "new " + oid : relation.name();
    }

    /// The strongest lock on each relation that was there before. Locks on an index count only if
    /// they are strong, and if its table is not locked as strongly anyhow.
    private static Map<Long, LockMode> taken(
            Connection connection, Map<Long, Before> before, Map<Long, LockMode> foreseen)
            throws SQLException {
        var taken = new TreeMap<Long, LockMode>();
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                SELECT relation, mode FROM pg_locks
                                 WHERE pid = pg_backend_pid() AND locktype = 'relation'
                                """)) {
            while (rows.next()) {
                var mode = LockMode.ofPgName(rows.getString(2));
                if (mode != null && before.containsKey(rows.getLong(1)))
                    taken.merge(rows.getLong(1), mode, FootprintIT::stronger);
            }
        }
        var excluded =
                taken.containsValue(LockMode.ACCESS_EXCLUSIVE) && tableExcluded(taken, before);
        taken.entrySet()
                .removeIf(
                        lock ->
                                isIndex(before, lock.getKey())
                                        && !foreseen.containsKey(lock.getKey())
                                        && (excluded || !lock.getValue().stopsClientWork()));
        return taken;
    }

    private static boolean tableExcluded(Map<Long, LockMode> taken, Map<Long, Before> before) {
        return taken.entrySet().stream()
                .anyMatch(
                        lock ->
                                lock.getValue() == LockMode.ACCESS_EXCLUSIVE
                                        && !isIndex(before, lock.getKey()));
    }

    private static boolean isIndex(Map<Long, Before> before, long oid) {
        var relation = before.get(oid);
        return relation != null && List.of("i", "I").contains(relation.kind());
    }

    private static Map<String, LockMode> waiting(Connection connection, int pid)
            throws SQLException {
        var asked = new TreeMap<String, LockMode>();
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT relation::regclass::text, mode FROM pg_locks WHERE NOT"
                                        + " granted AND locktype = 'relation' AND pid = "
                                        + pid)) {
            while (rows.next()) asked.put(rows.getString(1), LockMode.ofPgName(rows.getString(2)));
        }
        return asked;
    }

    private static List<String> rewritten(Map<Long, Before> before, Map<Long, Before> after) {
        return before.keySet().stream()
                .filter(oid -> List.of("r", "m").contains(kind(before, oid)))
                .filter(oid -> after.containsKey(oid) && file(before, oid) != file(after, oid))
                .map(oid -> name(before, oid))
                .toList();
    }

    private static String kind(Map<Long, Before> relations, long oid) {
        var relation = relations.get(oid);
        return relation == null ? "" : relation.kind();
    }

    private static long file(Map<Long, Before> relations, long oid) {
        var relation = relations.get(oid);
        return relation == null ? 0 : relation.file();
    }
}
