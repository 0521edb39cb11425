package lockkeeper.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SamplingSettingsTest {
    @Test
    void theDefaultsAreGentle() {
        assertThat(SamplingSettings.DEFAULTS)
                .isEqualTo(
                        new SamplingSettings(
                                Duration.ofMillis(500),
                                Duration.ofMillis(100),
                                Duration.ofSeconds(1),
                                QueryText.MASKED));
    }

    @Test
    void aSampleIsOldAfterFiveIntervalsButNotBeforeFiveSeconds() {
        assertThat(every(Duration.ofMillis(20)).patience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(every(Duration.ofSeconds(1)).patience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(every(Duration.ofSeconds(2)).patience()).isEqualTo(Duration.ofSeconds(10));
    }

    private static SamplingSettings every(Duration interval) {
        return new SamplingSettings(
                interval, Duration.ofMillis(100), Duration.ofSeconds(1), QueryText.NONE);
    }

    @Test
    void everythingThatIsWrongIsNamed() {
        assertThatThrownBy(
                        () ->
                                new SamplingSettings(
                                        Duration.ofMillis(19),
                                        Duration.ofSeconds(61),
                                        Duration.ZERO,
                                        QueryText.FULL))
                .hasMessage(
                        "sampling.interval must be from 20ms to 1m, got 19ms;"
                                + " sampling.contended_interval must be from 20ms to 1m, got 61s;"
                                + " sampling.statement_timeout must be from 50ms to 1m, got 0s");
    }
}
