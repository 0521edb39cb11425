package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonParser;

import io.kubernetes.client.openapi.models.V1KeyToPath;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1VolumeProjection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

class ChartReadmeTest {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\| .*\\|");
    private static final Pattern INSTALL_VALUES =
            Pattern.compile("(?s)## Install\n(?:(?!\n## ).)*?\n```yaml\n(.*?)```");
    private static final Path FOLDER = Chart.SOURCE;

    @TempDir private Path folder;

    @Test
    void listsEveryValueWithItsDefaultAndNoOther() throws IOException {
        var values = Manifest.parse(Files.readString(FOLDER.resolve("values.yaml"))).getFirst();
        var expected = new TreeMap<String, Object>();
        collect("", values.content(), expected);
        assertThat(documented()).isEqualTo(expected);
    }

    @Test
    void theValuesOfTheInstallationMountThePasswordOfTheirTarget() throws IOException {
        var readme = Files.readString(FOLDER.resolve("README.md"));
        var block = INSTALL_VALUES.matcher(readme);
        assertThat(block.find()).as("values in the section Install").isTrue();
        var given = Manifest.parse(block.group(1)).getFirst();
        var file = Files.writeString(folder.resolve("values.yaml"), block.group(1));

        var pod = deployed(Chart.LOCKKEEPER.render(file));

        assertThat(pod.getContainers().getFirst().getImage())
                .startsWith(given.text("image", "repository") + ":");
        assertThat(secrets(pod))
                .contains(
                        given.text("targets", 0, "passwordSecret", "name")
                                + "/"
                                + given.text("targets", 0, "passwordSecret", "key")
                                + " at target-0-password");
    }

    private static V1PodSpec deployed(List<Manifest> manifests) {
        return manifests.stream()
                .filter(manifest -> manifest.kind().equals("Deployment"))
                .map(Models::pod)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> secrets(V1PodSpec pod) {
        return pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals("lockkeeper-secrets"))
                .flatMap(volume -> volume.getProjected().getSources().stream())
                .map(V1VolumeProjection::getSecret)
                .map(secret -> secret.getName() + "/" + text(secret.getItems().getFirst()))
                .toList();
    }

    private static String text(V1KeyToPath item) {
        return item.getKey() + " at " + item.getPath();
    }

    private static Map<String, Object> documented() throws IOException {
        var rows = new TreeMap<String, Object>();
        for (var line : Files.readAllLines(FOLDER.resolve("README.md"))) {
            var row = ROW.matcher(line);
            if (row.matches()) rows.put(row.group(1), JsonParser.parseString(row.group(2)));
        }
        return rows;
    }

    private static void collect(String path, Map<?, ?> values, Map<String, Object> into) {
        values.forEach(
                (key, value) -> {
                    var name = path.isEmpty() ? key.toString() : path + "." + key;
                    if (value instanceof Map<?, ?> map && !map.isEmpty()) collect(name, map, into);
                    else into.put(name, new Gson().toJsonTree(value));
                });
    }
}
