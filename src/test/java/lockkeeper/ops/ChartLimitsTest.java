package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;
import lockkeeper.config.InvalidConfiguration;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The chart refuses what the daemon would refuse, and takes what it takes.
class ChartLimitsTest {
    private static final String TARGETS =
            "targets: [{name: a, url: 'jdbc:postgresql://h/d', user: u}]\n";
    private static final String DURATIONS =
            """
            0 00 0s 0d 19ms 20ms 49ms 50ms 999ms 1000ms 60000ms 60001ms 3600000ms 3600001ms
            86400000ms 86400001ms 1s 60s 61s 3600s 3601s 86400s 86401s 1m 2m 60m 61m 1440m 1441m
            1h 2h 24h 25h 1d 2d 007s 000000001s 0000000001s 1w 1
            """;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sampling: {interval: '%s'}",
                "sampling: {contended_interval: '%s'}",
                "sampling: {statement_timeout: '%s'}",
                "guard: {sustained: '%s'}",
                "guard: {terminate_after: '%s'}",
                "guard: {cooldown: '%s'}",
                "guard: {per: '%s'}",
                "incidents: {alert: {sustained: '%s'}}",
                "incidents: {contention: {sustained: '%s'}}"
            })
    void ofADuration(String setting) throws IOException {
        bothJudgeAlike(setting, List.of(DURATIONS.split("\\s+")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "guard: {queued: %s}",
                "guard: {max_actions: %s}",
                "incidents: {alert: {queued: %s}}",
                "incidents: {contention: {queued: %s}}"
            })
    void ofANumber(String setting) throws IOException {
        bothJudgeAlike(setting, List.of("-1", "0", "1", "1000", "1001", "100000", "100001"));
    }

    private void bothJudgeAlike(String setting, List<String> texts) throws IOException {
        for (var text : texts) {
            var values = TARGETS + setting.formatted(text);
            var file = Files.writeString(folder.resolve("values.yaml"), values);
            assertThat(chartTakes(file)).as(values).isEqualTo(daemonTakes(file));
        }
    }

    private static boolean chartTakes(Path values) {
        try {
            Chart.LOCKKEEPER.text(values);
            return true;
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining("values don't meet the specifications");
            return false;
        }
    }

    /// These sections have the same keys in the values and in the daemon's file.
    private static boolean daemonTakes(Path file) {
        try {
            new ConfigurationReader(Map.of()).read(Flags.file(file));
            return true;
        } catch (InvalidConfiguration e) {
            return false;
        }
    }
}
