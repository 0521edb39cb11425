package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Leftover;
import lockkeeper.watch.Leftover.Kind;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/// What unfinished changes leave behind is found, and what we prescribe clears it away.
@ParameterizedClass
@MethodSource("majors")
class CatalogsIT {
    private final PostgresServer server;
    private final String database;
    private final String role;
    private final List<Session> sessions = new ArrayList<>();

    CatalogsIT(int major) {
        server = PostgresServer.shared(major);
        database = server.newDatabase();
        role = server.newRole("IN ROLE pg_monitor");
        execute(
                "CREATE TABLE users (id int, name text); INSERT INTO users VALUES (1, 'a'), (1,"
                        + " 'b')");
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @AfterEach
    void close() {
        sessions.forEach(Session::close);
    }

    private Session session() {
        var session = server.session(database);
        sessions.add(session);
        return session;
    }

    private void execute(String sql) {
        server.executeIn(database, sql);
    }

    private CatalogTour tour() {
        return new CatalogTour(Targets.of(server, role), _ -> {});
    }

    private CatalogFacts read() throws SQLException {
        var tour = tour();
        var there =
                tour.databases().stream()
                        .filter(one -> one.name().equals(database))
                        .findFirst()
                        .orElseThrow();
        return tour.read(there);
    }

    private Leftover only() throws SQLException {
        assertThat(read().leftovers()).hasSize(1);
        return read().leftovers().getFirst();
    }

    /// Begins a statement that waits for a transaction, and cancels it there.
    private void cancelWaiting(String sql) {
        cancel(startWaiting(sql));
    }

    private void cancel(Session statement) {
        server.execute("SELECT pg_cancel_backend(" + statement.pid() + ")");
        statement.run("SELECT 1");
        close();
        sessions.clear();
    }

    private Session startWaiting(String sql) {
        session().run("BEGIN; SELECT count(*) FROM users; LOCK TABLE users IN ROW EXCLUSIVE MODE");
        var statement = session();
        var _ = statement.start(sql).exceptionally(_ -> null);
        return statement.awaitBlocked();
    }

    @Test
    void inACleanDatabaseThereIsNothing() throws SQLException {
        execute("CREATE INDEX ON users (id); ALTER TABLE users ADD CHECK (id > 0)");
        assertThat(read()).isEqualTo(new CatalogFacts(database, 0, 0, List.of()));
    }

    @Test
    void anIndexThatWasNotFinished() throws SQLException {
        assertThatThrownBy(() -> execute("CREATE UNIQUE INDEX CONCURRENTLY twice ON users (id)"))
                .hasMessageContaining("could not create unique index");
        var expected =
                new Leftover(
                        Kind.INDEX,
                        "public",
                        "twice",
                        "public.users",
                        "DROP INDEX CONCURRENTLY public.twice;");
        assertThat(read()).isEqualTo(new CatalogFacts(database, 1, 0, List.of(expected)));
        execute(expected.cleanUp());
        assertThat(read().invalidIndexes()).isZero();
    }

    @Test
    void anIndexThatIsBeingBuiltIsNone() throws SQLException {
        startWaiting("CREATE INDEX CONCURRENTLY slow ON users (name)");
        assertThat(server.query("SELECT count(*) FROM pg_stat_progress_create_index"))
                .isEqualTo("1");
        assertThat(read()).isEqualTo(new CatalogFacts(database, 0, 0, List.of()));
    }

    @Test
    void indexesThatAreBeingReplacedOrDroppedAreNone() throws SQLException {
        execute("CREATE INDEX named ON users (name); CREATE INDEX other ON users (id)");
        startWaiting("REINDEX INDEX CONCURRENTLY named");
        startWaiting("DROP INDEX CONCURRENTLY other");
        assertThat(read()).isEqualTo(new CatalogFacts(database, 0, 0, List.of()));
    }

    @Test
    void whatAReindexLeft() throws SQLException {
        execute("CREATE INDEX named ON users (name)");
        cancelWaiting("REINDEX INDEX CONCURRENTLY named");
        var left = only();
        assertThat(left.kind()).isEqualTo(Kind.REINDEX);
        assertThat(left.cleanUp()).isEqualTo("DROP INDEX CONCURRENTLY public.named_ccnew;");
        execute(left.cleanUp());
        assertThat(read().leftovers()).isEmpty();
    }

    @Test
    void aPartitionThatIsHalfDetached() throws SQLException {
        execute(
                """
                CREATE TABLE "Log" (day int) PARTITION BY LIST (day);
                CREATE TABLE "log of 1" PARTITION OF "Log" FOR VALUES IN (1);
                """);
        session().run("BEGIN; SELECT count(*) FROM \"Log\"");
        var detach = startWaiting("ALTER TABLE \"Log\" DETACH PARTITION \"log of 1\" CONCURRENTLY");
        assertThat(read().leftovers()).as("while it goes on").isEmpty();
        cancel(detach);
        var left = only();
        assertThat(left)
                .isEqualTo(
                        new Leftover(
                                Kind.PARTITION,
                                "public",
                                "log of 1",
                                "public.Log",
                                "ALTER TABLE public.\"Log\" DETACH PARTITION"
                                        + " public.\"log of 1\" FINALIZE;"));
        execute(left.cleanUp());
        assertThat(read().leftovers()).isEmpty();
    }

    @Test
    void anIndexThatAnotherNeedsIsBuiltAnew() throws SQLException {
        execute(
                """
                CREATE TABLE log (day int) PARTITION BY LIST (day);
                CREATE TABLE log1 PARTITION OF log FOR VALUES IN (1);
                CREATE INDEX of_all ON ONLY log (day);
                """);
        session().run("BEGIN; LOCK TABLE log1 IN ROW EXCLUSIVE MODE");
        cancelWaiting("CREATE INDEX CONCURRENTLY of_one ON log1 (day)");
        execute("ALTER INDEX of_all ATTACH PARTITION of_one");
        assertThat(read().invalidIndexes()).isEqualTo(2);
        assertThat(only().cleanUp()).isEqualTo("REINDEX INDEX CONCURRENTLY public.of_one;");
        execute(only().cleanUp());
        assertThat(read().leftovers()).isEmpty();
    }

    @Test
    void whateverTheNamesAreTheStatementIsOneLineThatWorks() throws SQLException {
        for (var name :
                List.of("select", "Tab\tle", "a\"b;--", "\\dt\u001b[2J\n", "\u202eevil", "ä")) {
            var quoted = '"' + name.replace("\"", "\"\"") + '"';
            execute("CREATE SCHEMA " + quoted);
            execute(
                    "CREATE TABLE %1$s.%1$s AS SELECT 1 AS id FROM generate_series(1, 2)"
                            .formatted(quoted));
            var index = '"' + "i" + quoted.substring(1);
            assertThatThrownBy(
                            () ->
                                    execute(
                                            "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s.%s (id)"
                                                    .formatted(index, quoted, quoted)))
                    .hasMessageContaining("could not create unique index");
            var left = only();
            assertThat(left.schema()).isEqualTo(name);
            assertThat(left.name()).isEqualTo("i" + name);
            assertThat(left.cleanUp()).doesNotContainPattern("\\p{C}|\\R");
            execute(left.cleanUp());
            assertThat(read().leftovers()).as(name).isEmpty();
        }
    }

    @Test
    void constraintsThatWereNeverValidated() throws SQLException {
        execute(
                """
                CREATE TABLE child () INHERITS (users);
                ALTER TABLE users ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
                """);
        assertThat(read().unvalidatedConstraints()).isEqualTo(1);
        execute("ALTER TABLE users VALIDATE CONSTRAINT positive");
        assertThat(read().unvalidatedConstraints()).isZero();
    }

    @Test
    void oneThatIsNotEnforcedIsNotMeantToBeValid() throws SQLException {
        if (server.major() < 18) return;
        execute("ALTER TABLE users ADD CONSTRAINT positive CHECK (id > 0) NOT ENFORCED");
        assertThat(read().unvalidatedConstraints()).isZero();
    }

    @Test
    void catalogsThatSomebodyHasLockedAreLeftAloneAtOnce() {
        session().run("BEGIN; LOCK TABLE pg_constraint");
        var begin = System.nanoTime();
        assertThatThrownBy(this::read).isInstanceOf(SQLException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void nothingIsReadWhileSomebodyWaits() {
        var calm = new AtomicBoolean();
        var told = new CopyOnWriteArrayList<List<CatalogFacts>>();
        try (var reader = new CatalogReader(Targets.of(server, role), calm::get, told::add)) {
            reader.start();
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(9))
                    .until(told::isEmpty);
            calm.set(true);
            soon().until(() -> !told.isEmpty() && knows(told.getLast(), database));
            assertThat(reader.pid()).isNotNegative();
        }
    }

    @Test
    void databasesThatRefuseAreLeftOut() {
        var closed = server.newDatabase("CONNECTION LIMIT 0");
        var later = server.newDatabase();
        var told = new CopyOnWriteArrayList<List<CatalogFacts>>();
        try (var reader = new CatalogReader(Targets.of(server, role), () -> true, told::add)) {
            reader.start();
            soon().until(() -> !told.isEmpty() && knows(told.getLast(), later));
            assertThat(knows(told.getLast(), closed)).isFalse();
        }
        server.execute("DROP DATABASE " + closed);
    }

    private static boolean knows(List<CatalogFacts> facts, String database) {
        return facts.stream().anyMatch(one -> one.database().equals(database));
    }

    @Test
    void calmIsWhatTheLastLookSaw() throws Exception {
        try (var target = Targets.open(server, server.newRole("IN ROLE pg_monitor"))) {
            soon().until(
                            () -> {
                                target.source().glance();
                                return target.source().isCalm();
                            });
            session().run("BEGIN; LOCK TABLE users");
            session().startAndBlock("TABLE users");
            target.source().glance();
            assertThat(target.source().isCalm()).isFalse();
            target.source().read();
            assertThat(target.source().isCalm()).isFalse();
            assertThat(Objects.requireNonNull(target.pool()).total()).isEqualTo(2);
            assertThat(target.pool().active()).isBetween(1, 2);
        }
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(60));
    }
}
