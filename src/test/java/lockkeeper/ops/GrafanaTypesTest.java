package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The dashboards against the types that Grafana publishes of its own model (`@grafana/schema`),
/// with the compiler of TypeScript: each name and each value of an option is one that it knows.
class GrafanaTypesTest {
    private static final Path TYPES = Path.of("src/test/resources/grafana");

    /// Below the folder in which `npm` has installed the types.
    private static final Path FOLDER = Path.of("target/grafana");

    static List<Dashboard> dashboards() throws IOException {
        return Dashboard.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void grafanaKnowsEverythingThatADashboardSays(Dashboard dashboard) throws Exception {
        var checked = check(dashboard.file().getFileName().toString(), dashboard.json().toString());
        assertThat(checked.output()).isEmpty();
        assertThat(checked.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"lineWidth\", \"lineWidht\"",
                "\"unit\", \"units\"",
                "\"gridPos\", \"gridpos\"",
                "\"legendFormat\", \"legend\"",
                "\"colorMode\":\"background\", \"colorMode\":\"backdrop\"",
                "\"type\":\"timeseries\", \"type\":\"graph\"",
                "\"graphTooltip\":1, \"graphTooltip\":3",
            })
    void aMistakeIsNoticed(String right, String wrong) throws Exception {
        var json = Dashboard.all().getLast().json().toString();
        assertThat(json).contains(right);
        var checked = check("mistake", json.replaceFirst(right, wrong));
        assertThat(checked.exitCode()).isNotZero();
        assertThat(checked.output()).contains("dashboard.ts(");
    }

    private static Program.Result check(String name, String json) throws Exception {
        var compiler = Program.named("tsc");
        var folder = Files.createDirectories(FOLDER.resolve(name));
        for (var file : List.of("tsconfig.json", "types.ts"))
            Files.writeString(folder.resolve(file), Files.readString(TYPES.resolve(file)));
        Files.writeString(
                folder.resolve("dashboard.ts"),
                "import type { Provisioned } from './types';\nexport const it: Provisioned = %s;\n"
                        .formatted(json));
        return compiler.run("--pretty", "false", "-p", folder.toString());
    }
}
