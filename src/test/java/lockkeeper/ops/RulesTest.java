package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.Reason;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

class RulesTest {
    private static final Path FOLDER = Path.of("config/prometheus");

    private final List<Manifest> alerts = alerts();

    RulesTest() throws IOException {}

    @Test
    void promtoolAcceptsTheRules() throws IOException, InterruptedException {
        accepted("promtool", "check", "rules", FOLDER.resolve("lockkeeper.rules.yaml").toString());
    }

    @Test
    void promtoolAcceptsTheScrapeConfiguration() throws IOException, InterruptedException {
        accepted("promtool", "check", "config", FOLDER.resolve("prometheus.yaml").toString());
    }

    @Test
    void eachAlertFiresWhenItShouldAndNotOtherwise() throws IOException, InterruptedException {
        accepted(
                "promtool",
                "test",
                "rules",
                FOLDER.resolve("lockkeeper.rules.test.yaml").toString());
        var tests = Files.readString(FOLDER.resolve("lockkeeper.rules.test.yaml"));
        for (var alert : alerts) {
            var name = alert.text("alert");
            assertThat(tests)
                    .containsPattern("alertname: %s, exp_alerts: \\[\\]".formatted(name))
                    .containsPattern("alertname: %s\\n +exp_alerts:".formatted(name));
        }
    }

    @Test
    void amtoolAcceptsTheExampleAndWakesSomebodyForACriticalAlertOnly()
            throws IOException, InterruptedException {
        var file = FOLDER.resolve("alertmanager.yaml").toString();
        accepted("amtool", "check-config", file);
        assertThat(receiver(file, "critical")).isEqualTo("database-on-call");
        assertThat(receiver(file, "warning")).isEqualTo("database-channel");
        assertThat(receiver(file, "info")).isEqualTo("database-channel");
    }

    @Test
    void eachAlertSaysHowBadItIsAndWhatToDo() throws IOException {
        var runbooks = Files.readAllLines(Path.of("docs/runbooks.md"));
        assertThat(alerts).hasSizeGreaterThanOrEqualTo(14);
        for (var alert : alerts) {
            var name = alert.text("alert");
            assertThat(runbooks).as("section of " + name).contains("## " + name);
            assertThat(alert.text("labels", "severity")).isIn("critical", "warning", "info");
            assertThat(alert.text("annotations", "summary")).isNotBlank().doesNotEndWith(".");
            assertThat(alert.text("annotations", "description")).endsWith(".");
            assertThat(alert.text("annotations", "runbook"))
                    .isEqualTo("docs/runbooks.md#" + name.toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void noSectionOfTheRunbooksIsLeftOver() throws IOException {
        var names = alerts.stream().map(alert -> alert.text("alert")).toList();
        try (var lines = Files.lines(Path.of("docs/runbooks.md"))) {
            assertThat(lines.filter(line -> line.startsWith("## ")).map(line -> line.substring(3)))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void everyReasonNotToActIsExplainedWithWhatToDo() throws IOException {
        var runbooks = Files.readString(Path.of("docs/runbooks.md"));
        for (var reason : Reason.values())
            assertThat(runbooks)
                    .containsPattern(
                            "\n\\| `%s` \\| [^|]{20,} \\| [^|]{5,} \\|\n".formatted(reason));
    }

    private static void accepted(String program, String... arguments)
            throws IOException, InterruptedException {
        var result = Program.named(program).run(arguments);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static String receiver(String file, String severity)
            throws IOException, InterruptedException {
        var result =
                Program.named("amtool")
                        .run(
                                "config",
                                "routes",
                                "test",
                                "--config.file=" + file,
                                "alertname=LockkeeperPileUp",
                                "severity=" + severity);
        return result.output().lines().reduce("", (first, last) -> last);
    }

    private static List<Manifest> alerts() throws IOException {
        var rules = Files.readString(FOLDER.resolve("lockkeeper.rules.yaml"));
        var alerts = new ArrayList<Manifest>();
        for (var group : Manifest.parse(rules).getFirst().list("groups"))
            for (var rule : new Manifest((Map<?, ?>) group).list("rules"))
                if (((Map<?, ?>) rule).containsKey("alert"))
                    alerts.add(new Manifest((Map<?, ?>) rule));
        return alerts;
    }
}
