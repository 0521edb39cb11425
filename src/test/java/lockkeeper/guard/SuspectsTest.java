package lockkeeper.guard;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.lock.LockTarget;

import org.junit.jupiter.api.Test;

/// Who is in the way, and by which lock.
class SuspectsTest {
    private static final int MIGRATION = 20;

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
