package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;
import lockkeeper.watch.SnapshotFailed;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Names come when they can, and a sample never waits for one.
@ParameterizedClass
@MethodSource("majors")
class NamesIT {
    private static final RelationName ORDERS = new RelationName("shop", "Order ä", null);

    private final PostgresServer server;
    private final String database;
    private final PgTarget target;

    NamesIT(int major) {
        server = PostgresServer.shared(major);
        database = server.newDatabase();
        server.executeIn(
                database,
                """
                CREATE SCHEMA shop;
                CREATE TABLE shop."Order ä" (id int PRIMARY KEY, note text);
                """);
        target = Targets.open(server);
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void aSampleNamesTableDatabaseAndRole() {
        var app = server.newRole("");
        server.executeIn(database, "ALTER TABLE shop.\"Order ä\" OWNER TO " + app);
        server.executeIn(database, "GRANT USAGE ON SCHEMA shop TO " + app);
        try (var holder = server.session(database, app);
                var waiter = server.session(database)) {
            holder.run("BEGIN; LOCK TABLE shop.\"Order ä\"");
            waiter.startAndBlock("TABLE shop.\"Order ä\"");
            soon().untilAsserted(
                            () -> {
                                var snapshot = target.source().read();
                                assertThat(snapshot.relations()).containsValue(ORDERS);
                                assertThat(snapshot.databases()).containsValue(database);
                                assertThat(user(snapshot, holder)).isEqualTo(app + " false");
                                assertThat(user(snapshot, waiter)).isEqualTo("postgres true");
                            });
            holder.run("COMMIT");
        }
    }

    @Test
    void indexesAndToastTablesBelongToTheirTable() {
        var table = "shop.Order ä";
        var toast = "(SELECT reltoastrelid FROM pg_class WHERE relname = 'Order ä')";
        var index = "'shop.\"Order ä_pkey\"'::regclass";
        var toastIndex = "(SELECT indexrelid FROM pg_index WHERE indrelid = " + toast + ")";
        for (var relation : List.of(toast, index, toastIndex)) {
            var key = target(relation);
            soon().until(() -> target.names().relation(key) != null);
            assertThat(name(key).ofTable()).as(relation).isEqualTo(table);
        }
        assertThat(name(target(index)).qualified()).isEqualTo("shop.Order ä_pkey");
    }

    @Test
    void aSharedCatalogHasItsName() {
        var key = LockTarget.relation(0, 1262);
        soon().until(() -> target.names().relation(key) != null);
        assertThat(name(key).qualified()).isEqualTo("pg_catalog.pg_database");
    }

    @Test
    void asksNoOtherDatabaseThatGotTheNameMeanwhile() {
        var other = server.newDatabase();
        var oid = oid(other);
        var settings = new SessionSettings("names", new Timeouts(Duration.ofSeconds(5)));
        var login = new TargetSettings("main", server.url(), "postgres", null);
        assertThatThrownBy(() -> NameConnection.open(login, settings, oid, database))
                .hasMessage("another database has that name now");
        assertThatCode(() -> NameConnection.open(login, settings, oid, other).close())
                .doesNotThrowAnyException();
    }

    private long oid(String name) {
        var oid = server.query("SELECT oid FROM pg_database WHERE datname = '" + name + "'");
        return Long.parseLong(Objects.requireNonNull(oid));
    }

    @Test
    void aDatabaseThatIsMadeLaterIsNamed() {
        soon().until(() -> target.names().databases().containsValue(database));
        var later = server.newDatabase();
        try (var owner = server.session(later)) {
            owner.run("CREATE TABLE users (id int)");
            var relation = owner.query("SELECT 'users'::regclass::oid::int8");
            var key =
                    LockTarget.relation(
                            oid(later), Long.parseLong(Objects.requireNonNull(relation)));
            soon().until(() -> target.names().relation(key) != null);
            assertThat(name(key).qualified()).isEqualTo("public.users");
        }
    }

    @Test
    void aRelationThatNobodyElseCanSeeHasNone() throws SnapshotFailed {
        try (var creator = server.session(database)) {
            creator.run("BEGIN; CREATE TABLE fresh (id int)");
            var oid = Objects.requireNonNull(creator.query("SELECT 'fresh'::regclass::oid::int8"));
            var key = LockTarget.relation(databaseOid(), Long.parseLong(oid));
            assertThat(target.names().relation(key)).isNull();
            assertThat(target.source().glance()).isNotNull();
            creator.run("COMMIT");
            soon().until(() -> target.names().relation(key) != null);
            assertThat(name(key).qualified()).isEqualTo("public.fresh");
        }
    }

    @Test
    void aTemporaryTableHasAName() {
        try (var creator = server.session(database)) {
            creator.run("CREATE TEMP TABLE scratch (id int)");
            var oid =
                    Objects.requireNonNull(creator.query("SELECT 'scratch'::regclass::oid::int8"));
            var key = LockTarget.relation(databaseOid(), Long.parseLong(oid));
            soon().until(() -> target.names().relation(key) != null);
            assertThat(name(key).schema()).startsWith("pg_temp_");
        }
    }

    @Test
    void aDatabaseThatLetsNobodyInCostsNothing() throws SnapshotFailed {
        var closed = server.newDatabase("ALLOW_CONNECTIONS false");
        var full = server.newDatabase("CONNECTION LIMIT 0");
        var app = server.newRole("IN ROLE pg_monitor");
        server.execute("REVOKE CONNECT ON DATABASE " + database + " FROM public");
        try (var outsider = Targets.open(server, app)) {
            for (var name : List.of(closed, full, database)) {
                var key = LockTarget.relation(databaseOid(name), 16400);
                soon().until(() -> outsider.source().read().databases().containsValue(name));
                assertThat(outsider.names().relation(key)).isNull();
            }
            soon().until(() -> outsider.names().relation(LockTarget.relation(0, 1262)) != null);
        }
    }

    @Test
    void anIdleDaemonHasTwoConnections() {
        soon().during(Duration.ofSeconds(1))
                .until(
                        () ->
                                "2"
                                        .equals(
                                                server.query(
                                                        "SELECT count(*) FROM pg_stat_activity"
                                                                + " WHERE application_name LIKE"
                                                                + " 'lockkeeper%'")));
    }

    @Test
    void aTableThatWasRenamedHasItsNewNameThoughNobodyAskedForIt() {
        var now = new AtomicLong();
        var calm = new AtomicBoolean();
        var names = new Names(now::get);
        var timeouts = new Timeouts(Duration.ofSeconds(5));
        var login = Targets.of(server, "postgres");
        var key = target("'shop.\"Order ä\"'::regclass");
        try (var reader = new NameReader(login, timeouts, names, calm::get, now::get)) {
            for (var asked = 0; asked < 2; asked++) {
                reader.turn();
                names.relation(key);
            }
            assertThat(names.relation(key)).isEqualTo(ORDERS);
            server.executeIn(database, "ALTER TABLE shop.\"Order ä\" RENAME TO ledger");
            now.addAndGet(Duration.ofMinutes(61).toNanos());
            reader.turn();
            assertThat(names.relation(key)).isEqualTo(ORDERS); // and so it was asked for
            names.takeWanted();
            calm.set(true);
            for (var turns = 0; turns < 200; turns++) reader.turn();
            assertThat(names.relation(key)).isEqualTo(new RelationName("shop", "ledger", null));
        }
    }

    private static String user(LockSnapshot snapshot, Session session) {
        var backend = Objects.requireNonNull(snapshot.backends().get(session.pid()));
        return backend.user() + " " + backend.superuser();
    }

    private RelationName name(LockTarget key) {
        return Objects.requireNonNull(target.names().relation(key));
    }

    /// @param expression OID of a relation in our database
    private LockTarget target(String expression) {
        try (var session = server.session(database)) {
            var oid = session.query("SELECT " + expression + "::oid::int8");
            return LockTarget.relation(databaseOid(), Long.parseLong(Objects.requireNonNull(oid)));
        }
    }

    private long databaseOid() {
        return databaseOid(database);
    }

    private long databaseOid(String name) {
        var oid = server.query("SELECT oid::int8 FROM pg_database WHERE datname = '" + name + "'");
        return Long.parseLong(Objects.requireNonNull(oid));
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20));
    }
}
