package lockkeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A message about a setting says what would be right, and never repeats what may be a secret: what
/// a secret key holds, and what a variable stands for, even where it does not belong.
class HiddenValuesTest {
    private static final String SECRET = "hunter2";
    private static final List<String> SECRET_KEYS =
            List.of(
                    "http.token",
                    "targets[].password",
                    "targets[].url",
                    "alerts.slack[].url",
                    "alerts.webhooks[].url",
                    "alerts.webhooks[].secret");

    @TempDir private Path folder;
    private ConfigurationFile file;

    @BeforeEach
    void file() {
        file = new ConfigurationFile(folder.resolve("lockkeeper.yaml"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "(" + SECRET,
                SECRET + " \u0007/:",
                SECRET + ":9999",
                SECRET + ":99999",
                "https://me:" + SECRET + "@example.org/",
                "jdbc:postgresql://h:99999/db?sslpassword=" + SECRET,
                "jdbc:postgresql://h/db?sslmode=" + SECRET + "%zz",
                "${" + SECRET + "}"
            })
    void whatAVariableStandsForIsNotRepeatedWhereverItStands(String value) throws IOException {
        var refused = new TreeSet<String>();
        for (var key : keys())
            for (var form : List.of("'${IT}'", "['${IT}']", "{x: '${IT}'}")) {
                var said = said(withOnly(key, form), value);
                assertThat(said).as(key).doesNotContainIgnoringCase(SECRET);
                if (!said.isEmpty()) refused.add(key);
            }
        assertThat(refused).as("keys that have something to say").hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*", "&", "!", "!!", "!x!", "%", "@", "`", "|", ">", "? ", "- ", ": ", "{", "[",
                "\"", "'", "\"\\q", "\"\\u", "\"\\x", "<<: ", "{a: b, ", "[a, b, ", "${", "${x",
                "${file:", "a b: ", "\t", "#\n  "
            })
    void whatASecretKeyHoldsIsNotRepeatedHoweverItIsMiswritten(String before) {
        for (var key : SECRET_KEYS)
            for (var after :
                    List.of("", "}", "]", "\"", "'", " x", ": x", "!", "!x", ", x", "\n  x"))
                assertThat(said(withOnly(key, before + SECRET + after), "x"))
                        .as(key)
                        // what a reference names is no secret, but where to find one
                        .matches(said -> before.startsWith("${") || !said.contains(SECRET));
    }

    /// Every key that the reader looks for.
    private Set<String> keys() throws IOException {
        var example =
                Files.readString(Path.of("config", "lockkeeper.yaml"))
                        .replaceAll("(?m)^( *)#(?=- [a-z]|  [a-z]|[a-z])", "$1");
        var problems = new Problems("example");
        var variables = new Variables(Map.of("SLACK_WEBHOOK_URL", "https://example.org/"));
        var reading = new Reading(problems, variables);
        var root = new YamlText(problems).read(file.with(example).path());
        new RootSection(new Section(reading, "", 1, root)).read(null, null);
        return reading.asked();
    }

    /// A file in which this key has this value, and nothing else is wrong.
    private static String withOnly(String key, String value) {
        var steps = new ArrayList<>(List.of(key.split("\\.", -1)));
        var first = steps.removeFirst();
        if (first.startsWith("targets")) return targets(steps, value);
        return targets(List.of(), "") + nested(first, steps, value, "");
    }

    private static String targets(List<String> steps, String value) {
        var yaml = new StringBuilder("targets:\n  -\n");
        for (var usual :
                List.of("name: main", "url: jdbc:postgresql://localhost/postgres", "user: me"))
            if (steps.isEmpty() || !usual.startsWith(steps.getFirst() + ":"))
                yaml.append("    ").append(usual).append("\n");
        if (steps.isEmpty()) return yaml.toString();
        var below = new ArrayList<>(steps);
        return yaml.append(nested(below.removeFirst(), below, value, "    ")).toString();
    }

    private static String nested(String key, List<String> steps, String value, String indent) {
        var name = indent + key.replace("[]", "") + ":";
        if (steps.isEmpty()) return name + " " + value + "\n";
        var below = new ArrayList<>(steps);
        var item = key.endsWith("[]") ? indent + "  -\n" : "";
        var deeper = nested(below.removeFirst(), below, value, indent + "    ");
        return name + "\n" + item + deeper;
    }

    /// Everything that is said of a file; empty if it can be used.
    private String said(String yaml, String variable) {
        try {
            file.with(yaml).read(Map.of("IT", variable));
            return "";
        } catch (InvalidConfiguration e) {
            return String.valueOf(e.getMessage());
        }
    }
}
