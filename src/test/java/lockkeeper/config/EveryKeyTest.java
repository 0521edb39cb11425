package lockkeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.GuardSettings;
import lockkeeper.incident.IncidentSettings;
import lockkeeper.journal.JournalSettings;
import lockkeeper.notify.AlertSettings;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.web.HttpSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The reader, the example and the documentation know the same keys.
class EveryKeyTest {
    private static final Path EXAMPLE = Path.of("config", "lockkeeper.yaml");
    private static final Path DOCUMENTATION = Path.of("docs", "configuration.md");

    @TempDir private Path folder;

    /// A key behind a `#` without a space is an example that is switched off.
    private static String switchedOn() throws IOException {
        return Files.readString(EXAMPLE).replaceAll("(?m)^( *)#(?=- [a-z]|  [a-z]|[a-z])", "$1");
    }

    private Reading read(String yaml) throws IOException {
        var file = Files.writeString(folder.resolve("lockkeeper.yaml"), yaml);
        var problems = new Problems("example");
        var environment = Map.of("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/x");
        var reading = new Reading(problems, new Variables(environment));
        var root = new Section(reading, "", 1, new YamlText(problems).read(file));
        new RootSection(root).read(null, null);
        return reading;
    }

    /// Without those of a target's own guard, which are those of the general one.
    private static Set<String> general(Set<String> keys) {
        var general = new TreeSet<>(keys);
        general.removeIf(key -> key.startsWith("targets[].guard."));
        return general;
    }

    @Test
    void theExampleRunsAsItIsAndHoldsTheDefaults() throws InvalidConfiguration {
        var example = new ConfigurationReader(Map.of()).read(Flags.file(EXAMPLE));

        assertThat(example.http()).isEqualTo(HttpSettings.DEFAULTS);
        assertThat(example.sampling()).isEqualTo(SamplingSettings.DEFAULTS);
        assertThat(example.incidents()).isEqualTo(IncidentSettings.DEFAULTS);
        assertThat(example.alerts()).isEqualTo(AlertSettings.DEFAULTS);
        assertThat(example.journal()).isEqualTo(JournalSettings.DEFAULTS);
        assertThat(example.logFormat()).isEqualTo(LogFormat.TEXT);
        assertThat(example.targets().getFirst().guard()).isEqualTo(GuardSettings.DEFAULTS);
    }

    @Test
    void theExampleHasEveryKey() throws IOException, InvalidConfiguration {
        var reading = read(switchedOn());

        reading.problems().throwIfAny();
        assertThat(general(reading.given())).isEqualTo(general(reading.asked()));
    }

    @Test
    void theDocumentationHasEveryKeyAndNoOther() throws IOException {
        var documented = new TreeSet<String>();
        var rows = Pattern.compile("(?m)^\\| `([a-z_.\\[\\]]+)` \\|");
        rows.matcher(Files.readString(DOCUMENTATION))
                .results()
                .forEach(row -> documented.add(row.group(1)));

        assertThat(documented).isEqualTo(general(read(switchedOn()).asked()));
    }

    @Test
    void aTargetsGuardHasEveryKeyOfTheGeneralOne() throws IOException {
        var asked = read(switchedOn()).asked();

        var own = new TreeSet<String>();
        var general = new TreeSet<String>();
        for (var key : asked) {
            if (key.startsWith("guard.")) general.add(key);
            if (key.startsWith("targets[].guard.")) own.add(key.substring("targets[].".length()));
        }
        assertThat(own).isEqualTo(general).isNotEmpty();
    }
}
