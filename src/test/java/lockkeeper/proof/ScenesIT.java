package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.graph.Edge;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.pg.PgTarget;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;
import lockkeeper.pg.Targets;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// In every scene each waiter's blockers are those that `pg_blocking_pids` names.
@ParameterizedClass
@MethodSource("majors")
class ScenesIT {
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";
    private static final String READ = "SELECT count(*) FROM users";

    private final PostgresServer server;
    private final PgTarget target;
    private final Shop shop;

    ScenesIT(int major) {
        server = PostgresServer.shared(major);
        target = Targets.open(server);
        shop = new Shop(server);
    }

    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    @AfterEach
    void close() {
        shop.close();
        target.close();
    }

    @Test
    void aReaderADdlAndItsQueue() throws SnapshotFailed {
        var report = shop.began(READ);
        var ddl = shop.blocked(ALTER);
        var readers = shop.crowd(3, READ);
        var writer = shop.blocked("UPDATE users SET name = '' WHERE id = 1");

        var graph = exactGraph();
        assertThat(blockers(graph, ddl)).containsExactly(report.pid());
        for (var reader : readers) assertThat(blockers(graph, reader)).containsExactly(ddl.pid());
        assertThat(blockers(graph, writer)).containsExactly(ddl.pid());
        assertThat(released(graph, ddl)).isEqualTo(4);
        assertThat(released(graph, report)).isEqualTo(5);
    }

    @Test
    void aDdlThatWorksWithItsLock() throws SnapshotFailed {
        var ddl = shop.session();
        var work = ddl.start("BEGIN; " + ALTER + "; SELECT pg_sleep(60)");
        shop.awaitLock(ddl, "AccessExclusiveLock");
        var readers = shop.crowd(2, READ);

        var graph = exactGraph();
        for (var reader : readers) assertThat(blockers(graph, reader)).containsExactly(ddl.pid());
        assertThat(released(graph, ddl)).isEqualTo(2);
        assertThat(work).isNotDone();
    }

    @Test
    void aDdlThatIdlesInItsTransaction() throws SnapshotFailed {
        var ddl = shop.began(ALTER);
        shop.crowd(2, READ);

        var graph = exactGraph();
        assertThat(released(graph, ddl)).isEqualTo(2);
        assertThat(graph.rootBlockers()).extracting(LockOwner::pid).containsExactly(ddl.pid());
    }

    @Test
    void stackedDdl() throws SnapshotFailed {
        var report = shop.began(READ);
        var first = shop.blocked(ALTER);
        var second = shop.blocked("ALTER TABLE users ADD COLUMN phone text");
        var reader = shop.blocked(READ);

        var graph = exactGraph();
        assertThat(blockers(graph, second)).containsExactly(report.pid(), first.pid());
        assertThat(blockers(graph, reader)).containsExactly(first.pid(), second.pid());
        assertThat(graph.without(owners(graph, second)).releasedNow()).isEmpty();
        assertThat(graph.without(owners(graph, first, second)).released()).hasSize(1);
    }

    @Test
    void aPreparedTransactionAsBlocker() throws SnapshotFailed {
        var gid = shop.database() + "-'quoted\"-gid";
        shop.began("INSERT INTO users VALUES (100, '')")
                .run("PREPARE TRANSACTION '%s'".formatted(gid.replace("'", "''")));
        try {
            var ddl = shop.blocked(ALTER);
            shop.blocked(READ);

            var graph = exactGraph();
            assertThat(blockers(graph, ddl)).containsExactly(0);
            assertThat(graph.rootBlockers())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            PreparedTransaction.class,
                            prepared -> assertThat(prepared.gid()).isEqualTo(gid));
        } finally {
            server.executeIn(
                    shop.database(), "ROLLBACK PREPARED '%s'".formatted(gid.replace("'", "''")));
        }
    }

    @Test
    void aParallelQueryAsBlocker() throws SnapshotFailed {
        var report = shop.session();
        report.run(
                """
                ALTER TABLE users SET (parallel_workers = 2);
                INSERT INTO users SELECT i, repeat('x', 1000) FROM generate_series(100, 3000) i;
                SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
                SET min_parallel_table_scan_size = 0; SET enable_indexonlyscan = off;
                SET max_parallel_workers_per_gather = 2;
                """);
        var reading =
                report.start(
                        "SELECT count(*) FROM users WHERE pg_sleep(0.2) IS NOT NULL AND name <>"
                                + " ''");
        await("workers of the report")
                .atMost(Duration.ofSeconds(20))
                .until(() -> hasWorkers(report));
        var ddl = shop.blocked(ALTER);
        var reader = shop.blocked(READ);

        var graph = exactGraph();
        assertThat(blockers(graph, ddl)).containsExactly(report.pid());
        assertThat(blockers(graph, reader)).containsExactly(ddl.pid());
        assertThat(reading).isNotDone();
    }

    @Test
    void aChainOfRowLocks() throws SnapshotFailed {
        var first = shop.began("UPDATE users SET name = 'a' WHERE id = 1");
        var second = shop.blocked("UPDATE users SET name = 'b' WHERE id = 1");
        var others = shop.crowd(2, "UPDATE users SET name = 'c' WHERE id = 1");

        var graph = exactGraph();
        assertThat(blockers(graph, second)).containsExactly(first.pid());
        assertThat(blockers(graph, others.getFirst())).containsExactly(second.pid());
        assertThat(released(graph, first)).isEqualTo(3);
        assertThat(released(graph, second)).isZero();
    }

    @Test
    void advisoryLocks() throws SnapshotFailed {
        var holders =
                List.of(
                        shop.began("SELECT pg_advisory_xact_lock_shared(-7)"),
                        shop.began("SELECT pg_advisory_xact_lock_shared(-7)"));
        var exclusive = shop.blocked("SELECT pg_advisory_lock(-7)");
        var shared = shop.blocked("SELECT pg_advisory_lock_shared(-7)");
        shop.session().run("SELECT pg_advisory_lock(-1, 7)");
        var pair = shop.blocked("SELECT pg_advisory_lock(-1, 7)");

        var graph = exactGraph();
        assertThat(blockers(graph, exclusive))
                .isEqualTo(holders.stream().map(Session::pid).collect(Collectors.toSet()));
        assertThat(blockers(graph, shared)).containsExactly(exclusive.pid());
        assertThat(blockers(graph, pair)).hasSize(1).doesNotContain(exclusive.pid());
    }

    @Test
    void aForeignKey() throws SnapshotFailed {
        var eraser = shop.began("DELETE FROM users WHERE id = 2");
        var buyer = shop.blocked("INSERT INTO orders VALUES (1, 2)");
        var ddl =
                shop.blocked(
                        "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID");
        var writer = shop.blocked("INSERT INTO orders VALUES (2, 3)");

        var graph = exactGraph();
        assertThat(blockers(graph, buyer)).containsExactly(eraser.pid());
        assertThat(blockers(graph, ddl)).containsExactly(buyer.pid());
        assertThat(blockers(graph, writer)).containsExactly(ddl.pid());
    }

    @Test
    void aPartitionedTable() throws SnapshotFailed {
        var report = shop.began("SELECT count(*) FROM visits");
        var ddl =
                shop.blocked(
                        "CREATE TABLE visits_2027 PARTITION OF visits"
                                + " FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')");
        var whole = shop.blocked("SELECT count(*) FROM visits");
        shop.session().run("SELECT count(*) FROM visits_2026");

        var graph = exactGraph();
        assertThat(blockers(graph, ddl)).containsExactly(report.pid());
        assertThat(blockers(graph, whole)).containsExactly(ddl.pid());
    }

    // ---- the stage

    /// The graph of this moment, after a comparison of all its edges with the server's own.
    private WaitGraph exactGraph() throws SnapshotFailed {
        var graph = WaitGraph.of(target.source().read());
        var waiting =
                Set.copyOf(
                        numbers("SELECT DISTINCT pid FROM pg_locks WHERE NOT granted ORDER BY 1"));
        assertThat(graph.waiters())
                .isNotEmpty()
                .extracting(LockOwner::pid)
                .hasSameElementsAs(waiting);
        for (var waiter : graph.waiters()) {
            var blockers = blockers(graph, waiter);
            assertThat(blockers)
                    .as("blockers of pid %d", waiter.pid())
                    .isEqualTo(
                            Set.copyOf(
                                    numbers(
                                            "SELECT DISTINCT unnest(pg_blocking_pids(%d))"
                                                    .formatted(waiter.pid()))));
            assertThat(graph.blockerCounts().get(waiter)).isEqualTo(blockers.size());
        }
        assertThat(graph.unexplained()).isEmpty();
        return graph;
    }

    private static Set<Integer> blockers(WaitGraph graph, Session session) {
        return blockers(graph, owners(graph, session).getFirst());
    }

    private static Set<Integer> blockers(WaitGraph graph, LockOwner waiter) {
        return graph.edgesOf(waiter).stream()
                .map(Edge::blocker)
                .map(LockOwner::pid)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static int released(WaitGraph graph, Session session) {
        return graph.without(owners(graph, session)).released().size();
    }

    private static List<LockOwner> owners(WaitGraph graph, Session... sessions) {
        return Stream.of(sessions)
                .map(
                        session ->
                                graph.groupsInvolved().stream()
                                        .filter(owner -> owner.pid() == session.pid())
                                        .findAny()
                                        .orElseThrow())
                .toList();
    }

    private boolean hasWorkers(Session leader) {
        return !numbers("SELECT pid FROM pg_stat_activity WHERE leader_pid = " + leader.pid())
                .isEmpty();
    }

    private List<Integer> numbers(String sql) {
        var all =
                Objects.requireNonNullElse(
                        server.query("SELECT string_agg(n::text, ',') FROM (" + sql + ") AS s(n)"),
                        "");
        return all.isEmpty()
                ? List.of()
                : Arrays.stream(all.split(",")).map(Integer::valueOf).toList();
    }
}
