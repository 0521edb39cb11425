package lockkeeper.guard;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/// Who is in the way, and by which lock.
class SuspectsTest {
    private static final int MIGRATION = 20;
    private static final int ENUM = 1247;

    /// What a COMMIT after NOTIFY locks, a large object that is unlinked, and an origin of logical
    /// replication that is dropped.
    private static Stream<LockTarget> ofOrdinaryWork() {
        return Stream.of(object(0, 1262, 0), object(5, 2613, 4711), object(0, 6000, 1));
    }

    private static LockTarget object(long database, long catalog, long oid) {
        return new LockTarget(LockType.OBJECT, database, 0, -1, -1, null, null, catalog, oid, 0);
    }

    @ParameterizedTest
    @MethodSource("ofOrdinaryWork")
    void whatNeedsNoDdlToBeLockedMakesNoSuspect(LockTarget target) {
        assertThat(Suspects.of(crowded(target))).isEmpty();
    }

    @Test
    void otherObjectsDo() {
        for (var target : List.of(object(5, ENUM, 4711), object(0, 1262, 5)))
            assertThat(Suspects.of(crowded(target))).as("%s", target).hasSize(2);
    }

    private static WaitGraph crowded(LockTarget target) {
        return new Scene()
                .held(MIGRATION, ACCESS_EXCLUSIVE, target)
                .crowd(100, 2, ACCESS_EXCLUSIVE, target)
                .graph();
    }

    @Test
    void whoHoldsOneTableAndAwaitsAnotherIsKnownByWhatItAwaits() {
        for (var held : new LockTarget[] {USERS, ORDERS}) {
            var awaited = held.equals(USERS) ? ORDERS : USERS;
            var graph =
                    new Scene()
                            .held(MIGRATION, ACCESS_EXCLUSIVE, held)
                            .crowd(100, 2, ACCESS_SHARE, held)
                            .held(10, ACCESS_SHARE, awaited)
                            .awaited(MIGRATION, ACCESS_EXCLUSIVE, awaited)
                            .crowd(200, 2, ACCESS_SHARE, awaited)
                            .graph();
            assertThat(Suspects.of(graph))
                    .singleElement()
                    .satisfies(
                            suspect -> {
                                assertThat(suspect.target()).isEqualTo(awaited);
                                assertThat(suspect.granted()).isFalse();
                                assertThat(suspect.waitStart()).isNotNull();
                                assertThat(suspect.stage()).isEqualTo(Stage.HOLDS);
                            });
        }
    }
}
