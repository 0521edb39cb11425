package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.Action;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.GuardStatus;
import lockkeeper.guard.NamePattern;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

class SettingsViewTest {
    private static final GuardSettings GUARD =
            new GuardSettings(
                    GuardMode.ENFORCE,
                    7,
                    Duration.ofMillis(1500),
                    Duration.ofMillis(12_500),
                    false,
                    Action.TERMINATE,
                    Duration.ZERO,
                    Duration.ofMinutes(2),
                    3,
                    Duration.ofHours(1),
                    new Filter(List.of(new NamePattern("a.*")), null, null, null, List.of()),
                    new Filter(null, null, List.of(), null, null),
                    Path.of("/run/stop"));

    @Test
    void everyValueInForceIsShownAsItIsWrittenInTheConfiguration() throws Exception {
        try (var stage = new Stage()) {
            stage.guard =
                    new GuardStatus(GuardMode.OBSERVE, GUARD, true, false, null, true, null, null);
            stage.start();
            var guard = stage.json("/api/v1/targets").get(0).get("guard");
            assertThat(guard.get("mode").asString()).isEqualTo("observe");
            assertThat(guard.get("settings"))
                    .hasToString(
                            "{\"mode\":\"enforce\",\"queued\":7,\"sustained\":\"1500ms\","
                                    + "\"budget\":12.5,\"holders\":false,\"action\":\"terminate\","
                                    + "\"terminate_after\":\"0s\",\"cooldown\":\"2m\","
                                    + "\"max_actions\":3,\"per\":\"1h\","
                                    + "\"protect\":{\"users\":[\"a.*\"],\"applications\":null,"
                                    + "\"databases\":null,\"relations\":null,\"commands\":[]},"
                                    + "\"only\":{\"users\":null,\"applications\":null,"
                                    + "\"databases\":[],\"relations\":null,\"commands\":null},"
                                    + "\"kill_switch\":\"/run/stop\"}");
        }
    }

    @Test
    void noKeyOfTheConfigurationIsMissing() throws IOException {
        var documented = new TreeSet<String>();
        Pattern.compile("(?m)^\\| `guard\\.([a-z_.]+)` \\|")
                .matcher(Files.readString(Path.of("docs", "configuration.md")))
                .results()
                .forEach(row -> documented.add(row.group(1)));
        var shown = new TreeSet<String>();
        var json = Stage.tree(new Json().bytes(SettingsView.of(GUARD)));
        for (var key : json.properties()) {
            shown.add(key.getKey());
            for (var below : key.getValue().properties())
                shown.add(key.getKey() + "." + below.getKey());
        }
        assertThat(shown).isEqualTo(documented).hasSizeGreaterThan(20);
    }
}
