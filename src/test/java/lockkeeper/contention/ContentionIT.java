package lockkeeper.contention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.graph.Edge;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockOwner;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;
import lockkeeper.pg.Targets;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// In random contention the graph is what `pg_blocking_pids` says, and whoever is predicted to be
/// released by somebody's end is released by it.
class ContentionIT {
    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void theGraphIsWhatTheServerSays(int major) throws SQLException, SnapshotFailed {
        var tally = new Season(major, 1).until(80, 2);
        assertThat(tally.waiters()).isPositive();
        assertThat(tally.restless()).isLessThanOrEqualTo(tally.moments() / 20);
    }

    /// The detector of one who waits elsewhere exchanges two who have not waited long themselves.
    @ParameterizedTest
    @MethodSource("majors")
    void aQueueReorderedByAThirdSessionIsShownAsItIs(int major) throws SnapshotFailed {
        var server = PostgresServer.shared(major);
        var database = server.newDatabase();
        server.executeIn(database, "CREATE TABLE t (id int)");
        try (var target = Targets.open(server);
                var holder = server.session(database);
                var detector = server.session(database);
                var first = server.session(database);
                var second = server.session(database)) {
            holder.run("BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
            detector.run("BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE");
            second.run("BEGIN; SELECT pg_advisory_xact_lock(1)");
            detector.startAndBlock("SELECT pg_advisory_xact_lock(1)");
            await().pollDelay(Duration.ofMillis(600)).until(() -> true);
            first.run("BEGIN").startAndBlock("LOCK TABLE t IN SHARE MODE");
            second.startAndBlock("LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");

            var asked = "SELECT pg_blocking_pids(" + second.pid() + ")";
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> ("{" + holder.pid() + "}").equals(server.query(asked)));
            var graph = WaitGraph.of(target.source().read());
            assertThat(blockers(graph, second)).containsExactly(holder.pid());
            assertThat(blockers(graph, first))
                    .containsExactlyInAnyOrder(holder.pid(), detector.pid(), second.pid());
        }
    }

    private static Set<Integer> blockers(WaitGraph graph, Session session) {
        return graph.waiters().stream()
                .filter(waiter -> waiter.pid() == session.pid())
                .flatMap(waiter -> graph.edgesOf(waiter).stream())
                .map(Edge::blocker)
                .map(LockOwner::pid)
                .collect(Collectors.toSet());
    }
}
