package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.Backend;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockType;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.lock.UnknownBackend;
import lockkeeper.watch.QueryText;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.SnapshotFailed;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;

/// What the source reads is what the server shows, on every major.
@ParameterizedClass
@MethodSource("majors")
class PgSnapshotSourceIT {
    private final PostgresServer server;
    private final String database;
    private final PgTarget target;

    PgSnapshotSourceIT(int major) {
        server = PostgresServer.shared(major);
        database = server.newDatabase();
        server.executeIn(database, "CREATE TABLE users (id int PRIMARY KEY, name text)");
        server.executeIn(database, "INSERT INTO users SELECT i, '' FROM generate_series(1, 9) i");
        target = Targets.open(server);
    }

    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void whileNobodyWaitsThereIsNothing() throws SnapshotFailed {
        try (var reader = server.session(database)) {
            reader.run("BEGIN; SELECT * FROM users; LOCK TABLE users IN SHARE MODE");
            assertThat(target.source().glance().waits()).isFalse();
            var snapshot = target.source().read();
            assertThat(snapshot.locks()).isEmpty();
            assertThat(snapshot.backends()).isEmpty();
            assertThat(snapshot.hidden()).isFalse();
        }
    }

    @Test
    void readsTheQueueBehindADdl() throws SnapshotFailed {
        try (var report = server.session(database);
                var ddl = server.session(database);
                var client = server.session(database)) {
            report.run("BEGIN; SELECT * FROM users");
            ddl.startAndBlock("ALTER TABLE users ADD COLUMN email text");
            client.startAndBlock("SELECT * FROM users /* client */");

            assertThat(target.source().glance().waits()).isTrue();
            var snapshot = target.source().read();

            var users = onlyLock(snapshot);
            assertThat(users.target().type()).isEqualTo(LockType.RELATION);
            assertThat(users.target().relation()).isEqualTo(oid("users"));
            assertThat(users.holders())
                    .extracting(HeldLock::mode)
                    .containsExactly(LockMode.ACCESS_SHARE);
            assertThat(users.holders().getFirst().holder().pid()).isEqualTo(report.pid());
            assertThat(users.waiters())
                    .extracting(w -> w.waiter().pid(), AwaitedLock::mode)
                    .containsExactlyInAnyOrder(
                            tuple(ddl.pid(), LockMode.ACCESS_EXCLUSIVE),
                            tuple(client.pid(), LockMode.ACCESS_SHARE));
            for (var waiter : users.waiters()) {
                assertThat(waiter.waitStart()).isEqualTo(waitStart(waiter.waiter().pid()));
                assertThat(waiter.virtualTransaction())
                        .isEqualTo(column(waiter.waiter().pid(), "virtualtransaction"));
            }
            var session = backend(snapshot, ddl);
            assertThat(session.query()).isEqualTo("ALTER TABLE users ADD COLUMN email text");
            assertThat(session.state()).isEqualTo("active");
            assertThat(session.waitEvent()).isEqualTo("relation");
            assertThat(session.application()).isEqualTo("app");
            assertThat(session.client()).isEqualTo("127.0.0.1");
            assertThat(session.isClient()).isTrue();
            assertThat(session.id().startedAt()).isEqualTo(activity(ddl.pid(), "backend_start"));
            assertThat(session.xactStart()).isEqualTo(activity(ddl.pid(), "xact_start"));
            assertThat(session.queryStart()).isEqualTo(activity(ddl.pid(), "query_start"));
            assertThat(backend(snapshot, client).query())
                    .isEqualTo("SELECT * FROM users /* client */");
            assertThat(backend(snapshot, report).isIdleInTransaction()).isTrue();
            assertThat(backend(snapshot, report).query()).contains("SELECT * FROM users");
            report.run("COMMIT");
        }
    }

    @Test
    void sampleIsOfTheServersClock() throws SnapshotFailed {
        var before = clock();
        var snapshot = target.source().read();
        assertThat(snapshot.sampledAt()).isBetween(before, clock());
        assertThat(snapshot.deadlockTimeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void leavesOutWhatNobodyWaitsFor() throws SnapshotFailed {
        server.executeIn(database, "CREATE TABLE quiet (id int)");
        try (var holder = server.session(database);
                var waiter = server.session(database)) {
            holder.run("BEGIN; LOCK TABLE quiet; LOCK TABLE users");
            holder.run("SELECT pg_advisory_xact_lock(1, 2), pg_advisory_xact_lock(3)");
            waiter.startAndBlock("SELECT pg_advisory_xact_lock(1, 2)");

            var lock = onlyLock(target.source().read());
            assertThat(lock.target().type()).isEqualTo(LockType.ADVISORY);
            assertThat(lock.target().classId()).isEqualTo(1);
            assertThat(lock.target().objectId()).isEqualTo(2);
            assertThat(lock.target().objectSubId()).isEqualTo(2);
            holder.run("COMMIT");
        }
    }

    @Test
    void saysWhichWaitersHoldSomethingElse() throws SnapshotFailed {
        try (var holder = server.session(database);
                var holding = server.session(database);
                var innocent = server.session(database)) {
            holder.run("BEGIN; LOCK TABLE users");
            holding.run("BEGIN; SELECT pg_advisory_xact_lock(9)");
            holding.startAndBlock("SELECT * FROM users");
            innocent.startAndBlock("SELECT * FROM users");

            assertThat(target.source().read().holdingElsewhere()).containsExactly(holding.pid());
            holder.run("COMMIT");
        }
    }

    @Test
    void aRowQueueHasATransactionAndATuple() throws SnapshotFailed {
        try (var first = server.session(database);
                var second = server.session(database);
                var third = server.session(database)) {
            first.run("BEGIN; UPDATE users SET name = 'a' WHERE id = 1");
            second.startAndBlock("UPDATE users SET name = 'b' WHERE id = 1");
            third.startAndBlock("UPDATE users SET name = 'c' WHERE id = 1");

            var snapshot = target.source().read();
            assertThat(snapshot.locks())
                    .extracting(lock -> lock.target().type())
                    .containsExactlyInAnyOrder(LockType.TRANSACTIONID, LockType.TUPLE);
            assertThat(snapshot.backends())
                    .containsOnlyKeys(first.pid(), second.pid(), third.pid());
            assertThat(backend(snapshot, first).writes()).isTrue();
            first.run("ROLLBACK");
        }
    }

    @Test
    void namesAPreparedTransaction() throws SnapshotFailed {
        try (var session = server.session(database);
                var waiter = server.session(database)) {
            session.run("BEGIN; LOCK TABLE users; UPDATE users SET name = 'p'");
            session.run("PREPARE TRANSACTION 'pay " + database + "'");
            waiter.startAndBlock("SELECT * FROM users");

            var holder = onlyLock(target.source().read()).holders().getFirst().holder();
            assertThat(holder).isInstanceOf(PreparedTransaction.class);
            assertThat(((PreparedTransaction) holder).gid()).isEqualTo("pay " + database);
            assertThat(target.source().read().locks().getFirst().holders().getFirst().holder())
                    .isEqualTo(holder);
            session.run("ROLLBACK PREPARED 'pay " + database + "'");
        }
    }

    @Test
    void aChangedHolderIsReadAnew() throws SnapshotFailed {
        try (var holder = server.session(database);
                var waiter = server.session(database)) {
            holder.run("BEGIN; LOCK TABLE users");
            waiter.startAndBlock("SELECT * FROM users");
            assertThat(backend(target.source().read(), holder).query())
                    .isEqualTo("BEGIN; LOCK TABLE users");
            holder.run("SELECT 'something else'");
            assertThat(backend(target.source().read(), holder).query())
                    .isEqualTo("SELECT 'something else'");
            holder.run("COMMIT");
        }
    }

    @Test
    void aNewStatementOfAWaiterIsReadAnew() throws SnapshotFailed {
        try (var holder = server.session(database);
                var waiter = server.session(database)) {
            holder.run("BEGIN; LOCK TABLE users");
            waiter.run("BEGIN; SET LOCAL lock_timeout = '10s'; SAVEPOINT s");
            waiter.startAndBlock("SELECT 1 FROM users");
            assertThat(backend(target.source().read(), waiter).query())
                    .isEqualTo("SELECT 1 FROM users");
            server.query("SELECT pg_cancel_backend(" + waiter.pid() + ")");
            await().until(() -> !waiter.isBlocked());
            waiter.run("ROLLBACK TO s");
            waiter.startAndBlock("SELECT 2 FROM users");
            assertThat(backend(target.source().read(), waiter).query())
                    .isEqualTo("SELECT 2 FROM users");
            holder.run("COMMIT");
        }
    }

    @Test
    void sessionsThatOurRoleMayNotSeeAreUnknown() throws SnapshotFailed {
        var role = server.newRole("");
        try (var blind = Targets.open(server, role);
                var holder = server.session(database);
                var waiter = server.session(database)) {
            assertThat(blind.source().glance().waits()).isTrue();
            holder.run("BEGIN; LOCK TABLE users");
            waiter.startAndBlock("SELECT * FROM users");

            var snapshot = blind.source().read();
            assertThat(snapshot.hidden()).isTrue();
            assertThat(onlyLock(snapshot).holders().getFirst().holder())
                    .isEqualTo(new UnknownBackend(holder.pid()));
            holder.run("COMMIT");
        }
    }

    @Test
    void withoutTextsNoneIsFetched() throws SnapshotFailed {
        var defaults = SamplingSettings.DEFAULTS;
        var without =
                new SamplingSettings(
                        defaults.interval(),
                        defaults.contendedInterval(),
                        defaults.statementTimeout(),
                        QueryText.NONE);
        try (var textless = PgTarget.open(Targets.of(server, PostgresServer.SUPERUSER), without);
                var holder = server.session(database);
                var waiter = server.session(database)) {
            Targets.awaitConnected(textless);
            holder.run("BEGIN; LOCK TABLE users");
            waiter.startAndBlock("SELECT * FROM users");
            assertThat(textless.source().read().backends().values())
                    .isNotEmpty()
                    .allMatch(backend -> backend.query() == null);
            holder.run("COMMIT");
        }
    }

    @Test
    void asksForTheOrderWhereItIsOpenAndOnlyOnce() throws SnapshotFailed {
        try (var sharer = server.session(database);
                var jumper = server.session(database);
                var overtaken = server.session(database);
                var second = server.session(database)) {
            sharer.run("BEGIN; LOCK TABLE users IN SHARE MODE");
            jumper.run("BEGIN; LOCK TABLE users IN ACCESS SHARE MODE");
            overtaken.run("BEGIN").startAndBlock("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
            second.run("BEGIN").startAndBlock("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE");
            jumper.startAndBlock("LOCK TABLE users IN ROW EXCLUSIVE MODE");
            // the jumper went ahead of everybody; with the overtaken gone nothing shows that
            server.query("SELECT pg_cancel_backend(" + overtaken.pid() + ")");
            await().until(() -> !overtaken.isBlocked());

            var before = target.source().questionsAsked();
            var answers = target.source().read().blockingPids();
            assertThat(answers).containsKey(second.pid());
            assertThat(answers.get(second.pid()))
                    .containsExactlyInAnyOrder(sharer.pid(), jumper.pid());
            assertThat(target.source().read().blockingPids()).isEqualTo(answers);
            assertThat(target.source().questionsAsked() - before).isEqualTo(1);
            sharer.run("COMMIT");
        }
    }

    @Test
    void asksNothingAboutAPlainQueue() throws SnapshotFailed {
        try (var report = server.session(database);
                var ddl = server.session(database);
                var client = server.session(database)) {
            report.run("BEGIN; SELECT * FROM users");
            ddl.startAndBlock("ALTER TABLE users ADD COLUMN email text");
            client.startAndBlock("SELECT * FROM users");
            var before = target.source().questionsAsked();
            assertThat(target.source().read().blockingPids()).isEmpty();
            assertThat(target.source().questionsAsked()).isEqualTo(before);
            report.run("COMMIT");
        }
    }

    @Test
    void anAnswerIsNotKeptWhenOneThatItNamesHasLetGoAndStandsInLine() throws SnapshotFailed {
        try (var holder = server.session(database);
                var other = server.session(database);
                var client = server.session(database);
                var ddl = server.session(database)) {
            holder.run("BEGIN; LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE");
            other.run("BEGIN; LOCK TABLE users IN ROW SHARE MODE");
            client.run("BEGIN; LOCK TABLE users IN ACCESS SHARE MODE");
            ddl.startAndBlock("BEGIN; LOCK TABLE users IN EXCLUSIVE MODE");
            // it holds something, so its place before or behind the DDL has to be asked for
            client.startAndBlock("LOCK TABLE users IN ROW EXCLUSIVE MODE");
            assertThat(target.source().read().blockingPids().get(ddl.pid())).contains(other.pid());

            other.run("COMMIT").startAndBlock("UPDATE users SET name = 'x'");
            var graph = WaitGraph.of(target.source().read());
            var last = backend(graph.snapshot(), other).id();
            assertThat(graph.edgesOf(last))
                    .extracting(edge -> edge.blocker().pid())
                    .containsExactly(holder.pid(), ddl.pid());
            holder.run("COMMIT");
            ddl.run("COMMIT");
            client.run("COMMIT");
        }
    }

    private static Backend backend(LockSnapshot snapshot, Session session) {
        return Objects.requireNonNull(snapshot.backends().get(session.pid()));
    }

    private static ContendedLock onlyLock(LockSnapshot snapshot) {
        assertThat(snapshot.locks()).hasSize(1);
        return snapshot.locks().getFirst();
    }

    private long oid(String table) {
        try (var session = server.session(database)) {
            return Long.parseLong(
                    Objects.requireNonNull(
                            session.query("SELECT '" + table + "'::regclass::oid::int8")));
        }
    }

    private Instant clock() {
        return instant(server.query("SELECT clock_timestamp()"));
    }

    private Instant waitStart(int pid) {
        return instant(column(pid, "waitstart"));
    }

    private Instant activity(int pid, String column) {
        return instant(
                server.query("SELECT " + column + " FROM pg_stat_activity WHERE pid = " + pid));
    }

    private String column(int pid, String column) {
        return Objects.requireNonNull(
                server.query(
                        "SELECT " + column + " FROM pg_locks WHERE NOT granted AND pid = " + pid));
    }

    private static Instant instant(@Nullable String text) {
        return OffsetDateTime.parse(Objects.requireNonNull(text).replace(' ', 'T') + ":00")
                .toInstant();
    }
}
