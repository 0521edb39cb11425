package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

class ChartReadmeTest {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\| .*\\|");
    private static final Path FOLDER = Chart.SOURCE;

    @Test
    void listsEveryValueWithItsDefaultAndNoOther() throws IOException {
        var values = Manifest.parse(Files.readString(FOLDER.resolve("values.yaml"))).getFirst();
        var expected = new TreeMap<String, Object>();
        collect("", values.content(), expected);
        assertThat(documented()).isEqualTo(expected);
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
