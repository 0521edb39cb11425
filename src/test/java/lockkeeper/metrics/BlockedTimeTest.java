package lockkeeper.metrics;

import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lockkeeper.graph.Scene;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Set;

class BlockedTimeTest {
    private final MetricsScene scene = new MetricsScene();

    @AfterEach
    void close() {
        scene.close();
    }

    private static Scene waiting(Instant sampledAt) {
        return new Scene()
                .held(1, ACCESS_EXCLUSIVE, USERS)
                .awaitedSince(START.plusSeconds(2), 2, ACCESS_SHARE, USERS)
                .awaitedSince(START.plusSeconds(3), 3, ACCESS_SHARE, USERS)
                .sampledAt(sampledAt);
    }

    private double blocked(String metric) {
        return scene.exposed()
                .value("lockkeeper_" + metric + "_seconds_total{database=app, target=main}");
    }

    @Test
    void everyWaiterCountsFromItsStartOrTheSampleBefore() {
        scene.seesNobody(START.plusSeconds(1));
        scene.sees(waiting(START.plusSeconds(4)));
        assertEquals(2 + 1, blocked("blocked_session"), 1e-9);
        scene.sees(waiting(START.plusSeconds(5)));
        assertEquals(3 + 2, blocked("blocked_session"), 1e-9);
    }

    @Test
    void whatWasBeforeTheFirstSampleIsNotOurs() {
        scene.sees(waiting(START.plusSeconds(4)));
        assertEquals(0, blocked("blocked_session"));
    }

    @Test
    void onlyThoseBehindDdlCountForIt() {
        scene.behindDdl = Set.of(Scene.backend(3));
        scene.seesNobody(START.plusSeconds(1));
        scene.sees(waiting(START.plusSeconds(4)));
        assertEquals(1, blocked("ddl_blocked_session"), 1e-9);
    }

    @Test
    void aGapCountsForThoseWhoWaitedThroughIt() {
        scene.sees(waiting(START.plusSeconds(4)));
        scene.sees(waiting(START.plusSeconds(64)));
        assertEquals(120, blocked("blocked_session"), 1e-9);
    }

    @Test
    void aClockThatJumpsAheadCostsTwoMinutesAndOneThatFallsBackNothing() {
        scene.sees(waiting(START.plusSeconds(4)));
        scene.sees(waiting(START.plusSeconds(40_000)));
        assertEquals(240, blocked("blocked_session"), 1e-9);
        scene.sees(waiting(START.plusSeconds(4)));
        assertEquals(240, blocked("blocked_session"), 1e-9);
    }
}
