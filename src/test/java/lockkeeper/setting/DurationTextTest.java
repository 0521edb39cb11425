package lockkeeper.setting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "2s, PT2S",
        "5m, PT5M",
        "1h, PT1H",
        "7d, P7D",
        "0, PT0S",
        "0s, PT0S"
    })
    void readsANumberWithItsUnit(String text, Duration duration) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "s",
                "-2s",
                "+2s",
                "2 s",
                "2S",
                "1.5s",
                "2s ",
                "1m30s",
                "9999999999s",
                "٢s"
            })
    void refusesAnythingElse(String text) {
        assertThat(DurationText.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.25S, 250ms",
        "PT1.5S, 1500ms",
        "PT2S, 2s",
        "PT90S, 90s",
        "PT5M, 5m",
        "PT90M, 90m",
        "PT2H, 2h",
        "PT-2S, -2s"
    })
    void writesTheLargestUnitWithoutAFraction(Duration duration, String text) {
        assertThat(DurationText.of(duration)).isEqualTo(text);
    }

    @Test
    void readsTheLargestNumberOfItsForm() {
        assertThat(DurationText.parse("999999999d")).isEqualTo(Duration.ofDays(999_999_999));
    }
}
