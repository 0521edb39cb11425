package lockkeeper.graph;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.graph.Scene.backend;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;

import org.junit.jupiter.api.Test;

/// Whose place in a queue is asked about: of those who hold a lock there already, both may have
/// been put ahead.
class QueueOrderTest {
    private static final int WRITER = 10;
    private static final int FIRST = 20;
    private static final int SECOND = 21;

    private static Scene scene() {
        return new Scene()
                .held(WRITER, ROW_EXCLUSIVE, USERS)
                .awaited(FIRST, ACCESS_EXCLUSIVE, USERS)
                .awaited(SECOND, ACCESS_EXCLUSIVE, USERS);
    }

    @Test
    void ofTwoWhoHoldNothingThereTheOrderIsThatOfTheirComing() {
        assertThat(QueueOrder.questions(scene().snapshot())).isEmpty();
        assertThat(scene().graph().unsettled()).isEmpty();
    }

    @Test
    void oneWhoHoldsSomethingThereIsKnownToStandAhead() {
        var scene = scene().held(SECOND, ACCESS_SHARE, USERS);
        assertThat(QueueOrder.questions(scene.snapshot())).isEmpty();
        var queue = scene.graph().queues().iterator().next();
        assertThat(queue.waiters())
                .extracting(waiter -> waiter.waiter().pid())
                .containsExactly(SECOND, FIRST);
    }

    @Test
    void ofTwoWhoBothHoldSomethingThereTheOrderIsOpenUntilAnswered() {
        var scene = scene().held(FIRST, ACCESS_SHARE, USERS).held(SECOND, ACCESS_SHARE, USERS);
        assertThat(QueueOrder.questions(scene.snapshot()))
                .extracting(Question::pid)
                .containsExactly(FIRST, SECOND);
        assertThat(scene.graph().unsettled()).containsExactly(backend(FIRST), backend(SECOND));
        scene.answered(FIRST, WRITER, SECOND).answered(SECOND, WRITER, FIRST);
        assertThat(scene.graph().unsettled()).isEmpty();
    }

    @Test
    void whoHoldsAndWhoWaitsAreBothInvolved() {
        assertThat(scene().graph().groupsInvolved())
                .containsExactlyInAnyOrder(backend(WRITER), backend(FIRST), backend(SECOND));
    }

    /// Many places in line for hot rows are open at once, and only so many are asked about.
    @Test
    void tablesAreAskedAboutFirst() {
        var scene = new Scene();
        for (var row = 0; row < 9; row++) {
            var tuple = LockTarget.tuple(5, 1000 + row, 1, row);
            scene.held(100 + row, LockMode.EXCLUSIVE, tuple);
            for (var i = 0; i < 5; i++)
                scene.awaitedSince(
                        Scene.START.plusMillis(i), 200 + 10 * row + i, LockMode.EXCLUSIVE, tuple);
        }
        scene.held(WRITER, ROW_EXCLUSIVE, USERS)
                .awaitedSince(Scene.START, FIRST, ACCESS_EXCLUSIVE, USERS)
                .awaitedSince(Scene.START, SECOND, ROW_EXCLUSIVE, USERS);
        assertThat(QueueOrder.questions(scene.snapshot()))
                .hasSizeGreaterThan(16)
                .first()
                .extracting(Question::pid)
                .isEqualTo(FIRST);
    }
}
