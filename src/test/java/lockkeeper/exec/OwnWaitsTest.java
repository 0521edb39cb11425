package lockkeeper.exec;

import static lockkeeper.lock.LockMode.EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.lock.LockTarget;
import lockkeeper.watch.Observation;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.stream.IntStream;

/// A command one of whose sessions waits for another.
class OwnWaitsTest {
    private static final int LOCK = 11;
    private static final int BUILD = 12;
    private static final LockTarget TRANSACTION = LockTarget.transaction("4711");

    private final StringWriter said = new StringWriter();
    private final OwnWaits waits = new OwnWaits(new Progress(new PrintWriter(said)));

    private static Scene scene() {
        return new Scene()
                .held(LOCK, EXCLUSIVE, TRANSACTION)
                .state(LOCK, "idle in transaction")
                .awaitedSince(Scene.START, BUILD, SHARE, TRANSACTION)
                .query(BUILD, "CREATE INDEX CONCURRENTLY i ON users (name)");
    }

    private String afterSeeing(Scene scene, Duration waiting, int... ours) {
        var sightings =
                new Sightings(
                        session -> IntStream.of(ours).anyMatch(pid -> pid == session.pid()),
                        new Glimpses(null),
                        _ -> true,
                        waits);
        var graph = scene.sampledAt(Scene.START.plus(waiting)).graph();
        sightings.onObservation(
                new Observation("main", Observation.Kind.FULL, graph, 0, Duration.ZERO));
        return said.toString();
    }

    @Test
    void isToldOnceWhenItHasLasted() {
        var long5 = Duration.ofSeconds(5);
        assertThat(afterSeeing(scene(), long5.minusMillis(1), LOCK, BUILD)).isEmpty();
        assertThat(afterSeeing(scene(), long5, LOCK, BUILD))
                .isEqualTo(
                        "lockkeeper: its CREATE INDEX CONCURRENTLY (pid 12) waits for a session"
                            + " that idles in its open transaction (pid 11, test, user app, 6.0 s),"
                            + " which is its own, too, and may do so for ever. If this is Flyway,"
                            + " set flyway.postgresql.transactional.lock=false.\n");
        assertThat(afterSeeing(scene(), long5.plusSeconds(1), LOCK, BUILD)).hasLineCount(1);
    }

    @Test
    void othersAreNotItsOwn() {
        var waiting = Duration.ofSeconds(10);
        assertThat(afterSeeing(scene(), waiting, BUILD)).isEmpty();
        assertThat(afterSeeing(scene().state(LOCK, "active"), waiting, LOCK, BUILD)).isEmpty();
        var other = scene().edit(LOCK, session -> session.application("web"));
        assertThat(afterSeeing(other, waiting, LOCK, BUILD)).isEmpty();
    }
}
