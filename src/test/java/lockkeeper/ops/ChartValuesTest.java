package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// What somebody writes into the values arrives in an object of Kubernetes, or is refused.
class ChartValuesTest {
    /// What takes away, or is the same as before, or is a template itself.
    private static final String NOT_ADDED =
            "prometheusRule\\.disabled.*|targets\\[]\\.passwordSecret\\.key|extraManifests.*"
                    + "|.*hook-delete-policy";

    /// Maps whose keys are the user's or Kubernetes' own.
    private static final String FREE =
            "podSecurityContext.*|securityContext.*|resources\\..+|targets.*|affinity|nodeSelector"
                    + "|.*([lL]abels|[aA]nnotations)";

    @TempDir private Path folder;

    static List<Path> examples() throws IOException {
        return Chart.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyValueOfAnExampleArrives(Path example) throws IOException {
        var rendered = Chart.LOCKKEEPER.text(example);
        var usual = Chart.LOCKKEEPER.text(Chart.example("default"));
        var content = Manifest.parse(Files.readString(example)).getFirst().content();
        walk(
                "",
                content,
                (path, value) -> {
                    if (path.matches(NOT_ADDED) || !isText(value)) return;
                    var word =
                            Pattern.compile("(?<![\\w.-])" + Pattern.quote(value + "") + "(?!\\w)");
                    assertThat(word.matcher(rendered).results().count())
                            .as("%s: %s", path, value)
                            .isGreaterThan(word.matcher(usual).results().count());
                });
    }

    private static boolean isText(Object value) {
        return value instanceof String || value instanceof Number;
    }

    static List<String> sections() throws IOException {
        var sections = new ArrayList<>(List.of(""));
        var values = Manifest.parse(Files.readString(Chart.SOURCE.resolve("values.yaml")));
        walk(
                "",
                values.getFirst().content(),
                (path, value) -> {
                    if (value instanceof Map<?, ?> && !path.matches(FREE)) sections.add(path + ".");
                });
        return sections;
    }

    @ParameterizedTest
    @MethodSource("sections")
    void aKeyThatThereIsNotIsRefusedEverywhere(String section) throws IOException {
        var yaml = new StringBuilder("nonsense: 1");
        for (var step : List.of(section.split("\\.")).reversed())
            if (!step.isEmpty()) yaml.insert(0, step + ": {").append("}");
        var values = Files.writeString(folder.resolve("values.yaml"), yaml);

        assertThatThrownBy(() -> Chart.LOCKKEEPER.text(values)).hasMessageContaining("nonsense");
    }

    private static void walk(String path, Object value, BiConsumer<String, Object> visit) {
        if (!path.isEmpty()) visit.accept(path, value);
        switch (value) {
            case Map<?, ?> map ->
                    map.forEach(
                            (key, below) -> {
                                var name = path.isEmpty() ? key + "" : path + "." + key;
                                if (below != null) walk(name, below, visit);
                            });
            case List<?> list -> list.forEach(item -> walk(path + "[]", item, visit));
            default -> {}
        }
    }
}
