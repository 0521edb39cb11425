package lockkeeper.metrics;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.watch.CatalogFacts;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `docs/metrics.md` lists what we expose: every metric with its type, its labels and, where these
/// are known beforehand, every value of them, and its HELP.
class DocumentationTest {
    private static final Path DOCUMENTATION = Path.of("docs", "metrics.md");
    private static final Set<String> OPEN_LABELS =
            Set.of("target", "database", "relation", "version", "commit");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=([^,}]*)");

    @Test
    void listsEveryMetricAndNoOther() throws IOException {
        try (var lines = Files.lines(DOCUMENTATION)) {
            assertThat(lines.filter(line -> line.startsWith("| `lockkeeper_")))
                    .containsExactlyElementsOf(rows());
        }
    }

    private static List<String> rows() {
        try (var scene = new MetricsScene()) {
            scene.sees(
                    new Scene().held(1, ACCESS_SHARE, USERS).awaited(2, ACCESS_EXCLUSIVE, USERS));
            scene.main.onCatalogs(List.of(new CatalogFacts("app", 1, 2, List.of())));
            var exposed = scene.exposed();
            return new TreeMap<>(exposed.types())
                    .entrySet().stream()
                            .filter(family -> family.getKey().startsWith("lockkeeper_"))
                            .map(family -> row(family.getKey(), family.getValue(), exposed))
                            .toList();
        }
    }

    private static String row(String name, String type, Exposed exposed) {
        return "| `%s` | %s | %s | %s |"
                .formatted(name, type, labels(name, exposed), exposed.help().get(name));
    }

    private static String labels(String name, Exposed exposed) {
        var values = new TreeMap<String, Set<String>>();
        for (var series : exposed.values().keySet())
            if (series.matches(name + "(_bucket|_sum|_count)?\\{.*"))
                LABEL.matcher(series)
                        .results()
                        .filter(label -> !label.group(1).equals("le"))
                        .forEach(
                                label ->
                                        values.computeIfAbsent(label.group(1), _ -> new TreeSet<>())
                                                .add(label.group(2)));
        return values.entrySet().stream()
                .map(DocumentationTest::label)
                .collect(Collectors.joining("; "));
    }

    private static String label(Map.Entry<String, Set<String>> label) {
        var name = "`" + label.getKey() + "`";
        return OPEN_LABELS.contains(label.getKey())
                ? name
                : name + " (" + String.join(", ", label.getValue()) + ")";
    }
}
