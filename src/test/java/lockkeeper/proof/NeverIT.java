package lockkeeper.proof;

import static lockkeeper.proof.Patrol.cancel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Reason;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Who is never signalled, whatever stands behind it, on a real server.
@ParameterizedClass
@MethodSource("majors")
class NeverIT {
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";
    private static final String READ = "SELECT count(*) FROM users";
    private static final String WRITE = "UPDATE users SET name = '' WHERE id = 1";

    private final PostgresServer server;
    private final Patrol patrol;
    private final Shop shop;

    NeverIT(int major) {
        server = PostgresServer.shared(major);
        patrol = new Patrol(server, Patrol.role(server));
        shop = new Shop(server);
        patrol.awaitLead();
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @AfterEach
    void close() {
        shop.close();
        patrol.close();
    }

    @Test
    void aSessionOfAnotherLockkeeper() {
        var ddl = shop.session().run("SET application_name = 'lockkeeper names'");
        ddl.run("BEGIN; " + ALTER);
        readers();
        assertLeft(Reason.NEVER_ENDED, "Lockkeeper");
        ddl.run("COMMIT");
    }

    @Test
    void aSessionThatDoesNotShowItsState() {
        server.execute("ALTER ROLE " + shop.owner() + " SET track_activities = off");
        var ddl = shop.began(ALTER);
        readers();
        assertLeft(Reason.NEVER_ENDED, "state");
        ddl.run("COMMIT");
    }

    @Test
    void aReplicationSender() {
        server.execute("ALTER ROLE " + shop.owner() + " REPLICATION");
        var sender = shop.sender();
        sender.run("BEGIN").run(ALTER);
        readers();
        assertLeft(Reason.NEVER_ENDED, "walsender");
        sender.run("COMMIT");
    }

    @Test
    void aCommitThatWaitsForAStandby() {
        var ddl = shop.session().run("SET synchronous_commit = on");
        ddl.run("BEGIN; " + ALTER);
        awaitStandby();
        try {
            var commit = ddl.start("COMMIT");
            awaitEvent(ddl, "SyncRep");
            readers();
            assertLeft(Reason.NEVER_ENDED, "synchronous standby");
            assertThat(commit).isNotDone();
        } finally {
            withoutStandby();
        }
    }

    /// Each holds the one lock of NOTIFY in ACCESS EXCLUSIVE until its commit has ended.
    @Test
    void commitsAfterNotifyBehindOneThatWaitsForAStandby() {
        awaitStandby();
        try {
            var slow = shop.session().run("SET synchronous_commit = on");
            slow.run("BEGIN; UPDATE users SET name = '' WHERE id = 2; NOTIFY news");
            var _ = slow.start("COMMIT");
            awaitEvent(slow, "SyncRep");
            var order = shop.began(WRITE + "; NOTIFY news").startAndBlock("COMMIT");
            shop.began("NOTIFY news").startAndBlock("COMMIT");
            shop.crowd(3, WRITE);
            assertOnlyDdlIsEnded();
            assertThat(order.isBlocked()).isTrue();
        } finally {
            withoutStandby();
        }
    }

    @Test
    void whoUnlinksALargeObjectThatOthersUnlinkToo() {
        shop.session().run("SELECT lo_create(4711)");
        var first = shop.began(WRITE + "; SELECT lo_unlink(4711)");
        shop.crowd(2, "SELECT lo_unlink(4711)");
        shop.crowd(3, WRITE);
        assertOnlyDdlIsEnded();
        first.run("COMMIT");
    }

    /// Of a pile-up that the guard has seen for longer, and DDL, only the latter is ended.
    private void assertOnlyDdlIsEnded() {
        shop.began("SELECT count(*) FROM orders");
        var ddl = shop.session();
        var migration = ddl.start("ALTER TABLE orders ADD COLUMN note text");
        ddl.awaitBlocked();
        shop.crowd(2, "SELECT count(*) FROM orders");
        patrol.assertCancelled(migration);
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
    }

    @Test
    void aParallelWorkerButItsLeader() {
        var builder = shop.session();
        builder.run(
                """
                INSERT INTO users SELECT i, repeat('x', 500) FROM generate_series(100, 2000) i;
                ALTER TABLE users SET (parallel_workers = 2);
                CREATE FUNCTION slow(int) RETURNS int IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql
                    AS 'BEGIN PERFORM pg_sleep(0.05); RETURN $1; END';
                SET min_parallel_table_scan_size = 0;
                SET maintenance_work_mem = '256MB';
                SET max_parallel_maintenance_workers = 2
                """);
        var build = builder.start("CREATE INDEX ON users (slow(id))");
        var workers = "SELECT count(*) FROM pg_stat_activity WHERE leader_pid = " + builder.pid();
        await().atMost(Duration.ofSeconds(20)).until(() -> !"0".equals(server.query(workers)));
        var writers = Stream.generate(shop::session).limit(2).map(s -> s.start(WRITE)).toList();
        patrol.assertCancelled(build);
        writers.forEach(patrol::assertServed);
        assertThat(patrol.signals()).containsExactly(cancel(builder));
    }

    @Test
    void aDumpThatReadsForLong() {
        var dump = shop.session().run("SET application_name = 'pg_dump'");
        dump.run("BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE users IN ACCESS SHARE MODE");
        var ddl = shop.session();
        var migration = ddl.start(ALTER);
        ddl.awaitBlocked();
        var readers = readers();
        patrol.assertCancelled(migration);
        readers.forEach(patrol::assertServed);
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
        dump.run("SELECT count(*) FROM users").run("COMMIT");
    }

    @Test
    void aDumpThatLocksForLong() {
        var dump = shop.session().run("SET application_name = 'pg_dump'");
        dump.run("BEGIN; LOCK TABLE users");
        readers();
        assertLeft(Reason.NEVER_ENDED, "pg_dump");
        dump.run("COMMIT");
    }

    // ---- the stage

    /// From now on a commit may wait for a standby that never comes.
    private void awaitStandby() {
        server.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        server.execute("SELECT pg_reload_conf()");
        await().until(() -> "nobody".equals(server.query("SHOW synchronous_standby_names")));
    }

    private void withoutStandby() {
        server.execute("ALTER SYSTEM RESET synchronous_standby_names");
        server.execute("SELECT pg_reload_conf()");
    }

    private void awaitEvent(Session session, String event) {
        var sql = "SELECT wait_event FROM pg_stat_activity WHERE pid = " + session.pid();
        await().until(() -> event.equals(server.query(sql)));
    }

    private List<CompletableFuture<Void>> readers() {
        return Stream.generate(shop::session).limit(2).map(reader -> reader.start(READ)).toList();
    }

    private void assertLeft(Reason reason, String words) {
        assertThat(patrol.awaitDeclined(reason).detail()).contains(words);
        assertThat(patrol.signals()).isEmpty();
    }
}
