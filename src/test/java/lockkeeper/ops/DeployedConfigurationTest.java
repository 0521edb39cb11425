package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.config.Configuration;
import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;
import lockkeeper.config.InvalidConfiguration;
import lockkeeper.guard.GuardMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What the chart gives the daemon, read as the daemon reads it.
class DeployedConfigurationTest {
    private static final Pattern SECRET = Pattern.compile("/etc/lockkeeper/secrets/([-a-z0-9]+)");

    @TempDir private Path folder;

    static List<Path> examples() throws IOException {
        return Chart.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theDaemonAcceptsWhatTheChartRenders(Path values) throws Exception {
        assertThat(deployed(values).targets()).isNotEmpty();
    }

    @Test
    void everyGuardSettingArrives() throws Exception {
        var guard = deployed(Chart.example("enforce")).targets().getFirst().guard();
        assertThat(guard.mode()).isEqualTo(GuardMode.ENFORCE);
        assertThat(guard.budget()).hasSeconds(60);
        assertThat(guard.maxActions()).isEqualTo(3);
        assertThat(guard.killSwitch()).hasToString("/etc/lockkeeper/kill-switch/observe");
    }

    @Test
    void aTargetsGuardOverridesTheGeneralOne() throws Exception {
        var targets = deployed(Chart.example("two-targets")).targets();
        assertThat(targets)
                .extracting(target -> target.guard().mode())
                .containsExactly(GuardMode.ENFORCE, GuardMode.OFF);
    }

    private Configuration deployed(Path values) throws Exception {
        var config =
                Chart.LOCKKEEPER.render(values).stream()
                        .map(manifest -> manifest.text("data", "lockkeeper.yaml"))
                        .filter(text -> text.startsWith("http:"))
                        .findFirst()
                        .orElseThrow();
        var secrets = SECRET.matcher(config);
        while (secrets.find()) {
            var name = secrets.group(1);
            var content = name.endsWith("url") ? "https://example.org/" + name : name;
            Files.writeString(folder.resolve(name), content + "\n");
        }
        var here = SECRET.matcher(config).replaceAll(folder + "/$1");
        return read(Files.writeString(folder.resolve("lockkeeper.yaml"), here));
    }

    private static Configuration read(Path config) throws InvalidConfiguration {
        var environment =
                Map.of(
                        "STATS_URL", "jdbc:postgresql://stats/postgres",
                        "PGPASSWORD", "x",
                        "LOCKKEEPER_TOKEN", "t");
        return new ConfigurationReader(environment).read(Flags.file(config));
    }
}
