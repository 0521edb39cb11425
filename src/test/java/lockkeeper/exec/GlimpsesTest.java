package lockkeeper.exec;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.lock.BackendId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class GlimpsesTest {
    private static final Instant START = Scene.START;
    private static final BackendId SESSION = Scene.backend(7);

    private final Glimpses glimpses = new Glimpses(Duration.ofSeconds(2));

    private static Glimpse waiting(Instant at) {
        return new Glimpse(SESSION, "ALTER TABLE", "3/4", Proof.CLEAR, START, List.of(), at);
    }

    private void waitedUntil(Duration lasted) {
        var end = START.plus(lasted);
        glimpses.add(end.minusMillis(100), List.of(waiting(end.minusMillis(100))));
        glimpses.add(end, List.of());
        glimpses.add(end.plusMillis(100), List.of());
    }

    @Test
    void aWaitThatEndedWithTheTimeoutIsKeptOnce() {
        waitedUntil(Duration.ofMillis(2050));
        assertThat(glimpses.timedOut()).containsExactly(waiting(START.plusMillis(1950)));
        glimpses.forget();
        assertThat(glimpses.timedOut()).isEmpty();
    }

    @Test
    void othersAreNot() {
        waitedUntil(Duration.ofMillis(1900));
        waitedUntil(Duration.ofMillis(2300));
        assertThat(glimpses.timedOut()).isEmpty();
    }

    @Test
    void onlyTheNewestLookIsRemembered() {
        glimpses.add(START, List.of(waiting(START)));
        assertThat(glimpses.of(SESSION)).isNotNull();
        glimpses.add(START.plusMillis(100), List.of());
        assertThat(glimpses.of(SESSION)).isNull();
    }
}
