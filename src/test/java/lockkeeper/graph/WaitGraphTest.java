package lockkeeper.graph;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.graph.Scene.backend;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.EXCLUSIVE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;
import static lockkeeper.lock.LockMode.SHARE_ROW_EXCLUSIVE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.PreparedTransaction;

import org.junit.jupiter.api.Test;

import java.util.List;

class WaitGraphTest {
    private static final int REPORT = 10;
    private static final int MIGRATION = 20;
    private static final int SECOND = 21;
    private static final int READER = 30;
    private static final int WRITER = 31;

    private final Scene pileUp =
            new Scene()
                    .held(REPORT, ACCESS_SHARE, USERS)
                    .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                    .awaited(READER, ACCESS_SHARE, USERS)
                    .awaited(WRITER, ROW_EXCLUSIVE, USERS);

    @Test
    void readersBehindAWaitingMigrationAreSoftBlockedByItAlone() {
        var graph = pileUp.graph();
        assertThat(graph.edgesOf(backend(MIGRATION)))
                .containsExactly(new Edge.Hard(backend(MIGRATION), backend(REPORT)));
        assertThat(graph.edgesOf(backend(READER)))
                .containsExactly(new Edge.Soft(backend(READER), backend(MIGRATION)));
        assertThat(graph.rootBlockers()).containsExactly(backend(REPORT));
    }

    @Test
    void endingTheMigrationLetsEveryoneBehindItThrough() {
        var relief = pileUp.graph().without(List.of(backend(MIGRATION)));
        assertThat(relief.releasedNow()).containsExactly(backend(READER), backend(WRITER));
        assertThat(relief.released()).containsExactlyInAnyOrder(backend(READER), backend(WRITER));
    }

    @Test
    void endingTheReportLetsTheMigrationRunFirst() {
        var relief = pileUp.graph().without(List.of(backend(REPORT)));
        assertThat(relief.releasedNow()).containsExactly(backend(MIGRATION));
        assertThat(relief.released()).hasSize(3);
    }

    @Test
    void ofTwoStackedMigrationsOnlyBothTogetherHelp() {
        var graph =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .awaited(SECOND, ACCESS_EXCLUSIVE, USERS)
                        .awaited(READER, ACCESS_SHARE, USERS)
                        .graph();
        assertThat(graph.without(List.of(backend(MIGRATION))).released()).isEmpty();
        assertThat(graph.without(List.of(backend(SECOND))).released()).isEmpty();
        assertThat(graph.without(List.of(backend(MIGRATION), backend(SECOND))).released())
                .containsExactly(backend(READER));
    }

    @Test
    void aCreateIndexBehindAWriterHoldsBackWritersButNotReaders() {
        var graph =
                new Scene()
                        .held(WRITER, ROW_EXCLUSIVE, USERS)
                        .awaited(MIGRATION, SHARE, USERS)
                        .awaited(READER, ROW_EXCLUSIVE, USERS)
                        .awaited(SECOND, ACCESS_EXCLUSIVE, USERS)
                        .awaited(40, ACCESS_SHARE, USERS)
                        .graph();
        assertThat(graph.without(List.of(backend(MIGRATION))).releasedNow())
                .containsExactly(backend(READER));
        assertThat(graph.without(List.of(backend(SECOND))).releasedNow())
                .containsExactly(backend(40));
    }

    @Test
    void whoHoldsSomethingOvertakesThoseWhoWaitForIt() {
        var graph =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .held(WRITER, ACCESS_SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .held(40, SHARE, USERS)
                        .awaited(WRITER, ROW_EXCLUSIVE, USERS)
                        .graph();
        assertThat(waiters(graph, USERS)).containsExactly(backend(WRITER), backend(MIGRATION));
        assertThat(graph.edgesOf(backend(WRITER)))
                .extracting(Edge::blocker)
                .containsExactly(backend(40));
    }

    @Test
    void aParallelQueryIsOneBlockerAndItsMembersDoNotBlockEachOther() {
        var graph =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .held(11, ACCESS_SHARE, USERS)
                        .held(12, ACCESS_SHARE, USERS)
                        .worker(11, REPORT)
                        .worker(12, REPORT)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .graph();
        assertThat(graph.edgesOf(backend(MIGRATION)))
                .extracting(Edge::blocker)
                .containsExactly(backend(REPORT));
        assertThat(graph.without(List.of(backend(12))).releasedNow())
                .containsExactly(backend(MIGRATION));
    }

    @Test
    void aPreparedTransactionBlocksLikeASession() {
        var prepared = new PreparedTransaction("-1/77", 5, "order-4711");
        var graph =
                new Scene()
                        .held(prepared, ROW_EXCLUSIVE, USERS)
                        .awaited(MIGRATION, SHARE_ROW_EXCLUSIVE, USERS)
                        .graph();
        assertThat(graph.edgesOf(backend(MIGRATION)))
                .extracting(Edge::blocker)
                .containsExactly(prepared);
    }

    @Test
    void whoTakesOverAPlaceInLineWaitsForTheSameTransactionNext() {
        var row = LockTarget.tuple(5, 1001, 0, 1);
        var first = LockTarget.transaction("700");
        var graph =
                new Scene()
                        .held(1, EXCLUSIVE, first)
                        .held(2, EXCLUSIVE, row)
                        .awaited(2, SHARE, first)
                        .awaited(3, EXCLUSIVE, row)
                        .awaited(4, EXCLUSIVE, row)
                        .graph();
        var withoutSecond = graph.without(List.of(backend(2)));
        assertThat(withoutSecond.releasedNow()).containsExactly(backend(3));
        assertThat(withoutSecond.released()).isEmpty();
        assertThat(graph.without(List.of(backend(1))).released())
                .containsExactlyInAnyOrder(backend(2), backend(3), backend(4));
    }

    @Test
    void aMigrationThatHoldsOneTableAndWaitsForAnotherReleasesBothQueues() {
        var graph =
                new Scene()
                        .held(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .awaited(READER, ACCESS_SHARE, USERS)
                        .held(REPORT, ACCESS_SHARE, ORDERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, ORDERS)
                        .awaited(WRITER, ROW_EXCLUSIVE, ORDERS)
                        .graph();
        assertThat(graph.without(List.of(backend(MIGRATION))).released())
                .containsExactlyInAnyOrder(backend(READER), backend(WRITER));
        assertThat(graph.blockedCounts()).containsEntry(backend(MIGRATION), 2);
    }

    @Test
    void countsAgreeWithTheEdgesTheyStandFor() {
        var graph =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .held(WRITER, ROW_EXCLUSIVE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .crowd(100, 20, ACCESS_SHARE, USERS)
                        .awaited(SECOND, SHARE, USERS)
                        .crowd(200, 20, ROW_EXCLUSIVE, USERS)
                        .awaited(WRITER, SHARE_ROW_EXCLUSIVE, USERS)
                        .graph();
        var blockers = graph.blockerCounts();
        for (var waiter : graph.waiters())
            assertThat(blockers).containsEntry(waiter, graph.edgesOf(waiter).size());
        var blocked = graph.blockedCounts();
        for (var group : graph.groupsInvolved())
            assertThat(blocked.getOrDefault(group, 0)).isEqualTo(edgesTo(graph, group));
    }

    private static int edgesTo(WaitGraph graph, LockOwner group) {
        return (int)
                graph.waiters().stream()
                        .flatMap(waiter -> graph.edgesOf(waiter).stream())
                        .filter(edge -> edge.blocker().equals(group))
                        .count();
    }

    @Test
    void aParallelQueryThatRunsGivesUpWhatItHoldsAsOne() {
        var graph =
                new Scene()
                        .worker(12, REPORT)
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .held(12, ACCESS_SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .graph();
        assertThat(graph.without(List.of(backend(REPORT))).releasedNow())
                .containsExactly(backend(MIGRATION));
        assertThat(graph.unexplained()).isEmpty();
    }

    @Test
    void everybodysQueuesAreKnownInTheLongestAndInOthers() {
        var graph =
                pileUp.held(SECOND, ACCESS_SHARE, USERS)
                        .held(SECOND, ACCESS_SHARE, ORDERS)
                        .awaited(40, ACCESS_EXCLUSIVE, ORDERS)
                        .graph();
        var users = graph.queue(USERS);
        var orders = graph.queue(ORDERS);
        assertThat(graph.queuesOf(backend(REPORT))).containsExactly(users);
        assertThat(graph.queuesOf(backend(READER))).containsExactly(users);
        assertThat(graph.queuesOf(backend(40))).containsExactly(orders);
        assertThat(graph.queuesOf(backend(SECOND))).containsExactlyInAnyOrder(users, orders);
        assertThat(graph.queuesOf(backend(99))).isEmpty();
        assertThat(graph.parts()).hasSize(1);
    }

    @Test
    void queuesThatShareNobodyAreApart() {
        var graph =
                pileUp.held(SECOND, ACCESS_SHARE, ORDERS)
                        .awaited(40, ACCESS_EXCLUSIVE, ORDERS)
                        .graph();
        assertThat(graph.parts()).hasSize(2);
    }

    @Test
    void aWaiterWithoutAVisibleBlockerIsUnexplained() {
        var graph =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(READER, ROW_EXCLUSIVE, USERS)
                        .graph();
        assertThat(graph.unexplained()).containsExactly(backend(READER));
        assertThat(pileUp.graph().unexplained()).isEmpty();
    }

    @Test
    void twoWhoWaitForEachOtherAreDeadlocked() {
        var graph =
                new Scene()
                        .held(1, ACCESS_EXCLUSIVE, USERS)
                        .held(2, ACCESS_EXCLUSIVE, ORDERS)
                        .awaited(1, ACCESS_SHARE, ORDERS)
                        .awaited(2, ACCESS_SHARE, USERS)
                        .awaited(3, ACCESS_SHARE, USERS)
                        .graph();
        assertThat(graph.deadlocked())
                .containsExactlyInAnyOrder(backend(1), backend(2), backend(3));
        assertThat(pileUp.graph().deadlocked()).isEmpty();
    }

    @Test
    void nearTiesAreAskedAboutAndTheAnswerDecides() {
        var scene =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaitedSince(START.plusMillis(10), READER, ACCESS_SHARE, USERS)
                        .awaitedSince(START.plusMillis(11), MIGRATION, ACCESS_EXCLUSIVE, USERS);
        assertThat(QueueOrder.questions(scene.snapshot()))
                .singleElement()
                .returns(MIGRATION, Question::pid);
        assertThat(waiters(scene.graph(), USERS)).first().isEqualTo(backend(READER));
        assertThat(waiters(scene.answered(MIGRATION, REPORT).graph(), USERS))
                .first()
                .isEqualTo(backend(MIGRATION));
    }

    @Test
    void aPlainPileUpLeavesNothingToAsk() {
        assertThat(QueueOrder.questions(pileUp.snapshot())).isEmpty();
        var longAgo = pileUp.sampledAt(START.plusSeconds(60));
        assertThat(QueueOrder.questions(longAgo.snapshot())).isEmpty();
        assertThat(QueueOrder.questions(longAgo.holdsElsewhere(READER).snapshot())).hasSize(1);
    }

    @Test
    void whoHasWaitedLongElsewhereMayHaveHadAQueueReordered() {
        var scene =
                new Scene()
                        .held(1, ACCESS_EXCLUSIVE, ORDERS)
                        .awaited(2, ACCESS_SHARE, ORDERS)
                        .held(REPORT, ROW_EXCLUSIVE, USERS)
                        .awaitedSince(START.plusSeconds(9), MIGRATION, SHARE, USERS)
                        .awaitedSince(START.plusMillis(9020), WRITER, ROW_EXCLUSIVE, USERS)
                        .sampledAt(START.plusMillis(9100))
                        .holdsElsewhere(WRITER);
        assertThat(QueueOrder.questions(scene.snapshot())).isEmpty();
        assertThat(QueueOrder.questions(scene.holdsElsewhere(2).snapshot()))
                .extracting(Question::pid)
                .containsExactly(MIGRATION);
    }

    @Test
    void anAnswerIsKeptOnlyWhenNoDetectorIsAtWork() {
        var scene =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .awaited(READER, ACCESS_SHARE, USERS)
                        .holdsElsewhere(READER);
        var soon = QueueOrder.questions(scene.sampledAt(START.plusMillis(1100)).snapshot());
        var next = QueueOrder.questions(scene.sampledAt(START.plusMillis(1200)).snapshot());
        assertThat(soon).hasSize(1).doesNotContainAnyElementsOf(next);
        var later = QueueOrder.questions(scene.sampledAt(START.plusSeconds(5)).snapshot());
        var still = QueueOrder.questions(scene.sampledAt(START.plusSeconds(6)).snapshot());
        assertThat(later).hasSize(1).isEqualTo(still);
    }

    private static List<LockOwner> waiters(WaitGraph graph, LockTarget target) {
        var queue = graph.queue(target);
        assertThat(queue).isNotNull();
        return queue == null ? List.of() : queue.waiters().stream().map(w -> w.waiter()).toList();
    }
}
