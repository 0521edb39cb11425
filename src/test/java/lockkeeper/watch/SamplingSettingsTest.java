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
