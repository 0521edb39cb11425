package lockkeeper.guard;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

/// The fewest whose end helps enough.
class SmallestSetTest {
    private static final LockTarget VISITS = LockTarget.relation(5, 1003);
    private static final int REPORT = 10;

    /// A report that reads three tables, so that all is one pile-up.
    private final Scene scene =
            new Scene()
                    .held(REPORT, ACCESS_SHARE, USERS)
                    .held(REPORT, ACCESS_SHARE, ORDERS)
                    .held(REPORT, ACCESS_SHARE, VISITS);

    private SmallestSetTest ddl(int pid, LockTarget table, int readers) {
        scene.awaited(pid, ACCESS_EXCLUSIVE, table);
        scene.crowd(pid * 100, readers, ACCESS_SHARE, table);
        return this;
    }

    /// The pids of the set that releases at least so many; null if there is none.
    private @Nullable List<Integer> set(int enough) {
        var graph = WaitGraph.of(scene.snapshot());
        var suspects = PileUps.of(graph).getFirst().suspects();
        var sets = new SmallestSet(graph, suspects);
        var choices = sets.find(sets.of(suspects), enough);
        return choices.isEmpty()
                ? null
                : choices.getFirst().set().stream().map(suspect -> suspect.owner().pid()).toList();
    }

    @Test
    void ofSeveralThatWouldDoTheOneThatReleasesMost() {
        ddl(21, USERS, 3).ddl(22, ORDERS, 6).ddl(23, VISITS, 5);
        assertThat(set(1)).containsExactly(22);
    }

    @Test
    void ofEqualsTheFirst() {
        ddl(21, USERS, 3).ddl(22, ORDERS, 3);
        assertThat(set(3)).containsExactly(21);
    }

    @Test
    void oneRatherThanTwoThoughItIsMetFirst() {
        ddl(21, USERS, 6).ddl(22, ORDERS, 3).ddl(23, VISITS, 3);
        assertThat(set(6)).containsExactly(21);
    }

    @Test
    void twoRatherThanThree() {
        ddl(21, USERS, 3).ddl(22, ORDERS, 4).ddl(23, VISITS, 4);
        assertThat(set(8)).containsExactly(22, 23);
    }

    @Test
    void theLastTwoOfThree() {
        ddl(21, USERS, 1).ddl(22, ORDERS, 0).ddl(23, ORDERS, 5);
        assertThat(set(5)).containsExactly(22, 23);
    }

    @Test
    void allThreeIfItTakesAll() {
        ddl(21, USERS, 3).ddl(22, ORDERS, 3).ddl(23, VISITS, 3);
        assertThat(set(9)).containsExactly(21, 22, 23);
        assertThat(set(10)).isNull();
    }

    @Test
    void manyAreThinnedOut() {
        for (var pid = 21; pid < 33; pid++) ddl(pid, USERS, 0);
        ddl(33, USERS, 3).ddl(34, ORDERS, 1);
        assertThat(set(3)).hasSize(13).doesNotContain(34);
        assertThat(set(1)).containsExactly(34);
    }

    @Test
    void ofVeryManyOnlyOneByItselfIsTried() {
        for (var pid = 21; pid < 71; pid++) ddl(pid, USERS, 0);
        ddl(71, USERS, 3);
        assertThat(set(3)).isNull();
    }
}
