package lockkeeper.incident;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

class TimelineTest {
    /// As many points before it as make it the one of two that is left out, or not.
    @ParameterizedTest
    @ValueSource(ints = {10, 11, 12, 13})
    void howeverLongItLastsTheMomentWhenItHadDrainedLastIsKept(int before) {
        var timeline = new Timeline();
        for (var i = 0; i < before; i++) timeline.add(at(i), 5);
        timeline.end(at(before));
        for (var i = 1; i < 10_000; i++) timeline.add(at(before + i), 5);
        var drained = new Incident.Point(at(before), 0);
        assertThat(timeline.points()).contains(drained).hasSizeBetween(100, 240);
    }

    private static Instant at(int tenths) {
        return Scene.START.plusMillis(100L * tenths);
    }
}
