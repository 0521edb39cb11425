package lockkeeper.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// A scrape as Prometheus would read it: strict, so that a text it cannot read fails the test.
final class Exposed {
    private final Map<String, String> help = new LinkedHashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Double> values = new LinkedHashMap<>();
    private String rest = "";

    Exposed(Scrape scrape) {
        for (var line : new String(scrape.body(), UTF_8).split("\n", -1)) {
            if (line.startsWith("# HELP ")) put(help, line.substring(7));
            else if (line.startsWith("# TYPE ")) put(types, line.substring(7));
            else if (!line.startsWith("#") && !line.isEmpty()) sample(line);
        }
    }

    private static void put(Map<String, String> map, String text) {
        var space = text.indexOf(' ');
        var old = map.put(text.substring(0, space), text.substring(space + 1));
        if (old != null) throw new AssertionError("twice: " + text);
    }

    private void sample(String line) {
        var nameEnd = line.indexOf(line.contains("{") ? '{' : ' ');
        var name = line.substring(0, nameEnd);
        rest = line.substring(nameEnd);
        var labels = new TreeMap<String, String>();
        if (rest.startsWith("{")) readLabels(labels);
        var value = number(rest.strip().split(" ", 2)[0]);
        if (values.put(name + labels, value) != null) throw new AssertionError("twice: " + line);
    }

    private void readLabels(Map<String, String> labels) {
        while (!rest.startsWith("}")) {
            var equals = rest.indexOf("=\"");
            var name = rest.substring(1, equals);
            rest = rest.substring(equals + 2);
            labels.put(name, readQuoted());
        }
        rest = rest.substring(1);
    }

    private String readQuoted() {
        var text = new StringBuilder();
        for (var i = 0; ; i++) {
            var c = rest.charAt(i);
            if (c == '"') {
                rest = rest.substring(i + 1);
                return text.toString();
            }
            if (c == '\\') text.append(rest.charAt(++i) == 'n' ? '\n' : rest.charAt(i));
            else text.append(c);
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /// By name and sorted labels, as `name{a=x, b=y}`.
    Map<String, Double> values() {
        return values;
    }

    double value(String series) {
        var value = values.get(series);
        if (value == null) throw new AssertionError("no " + series + " in " + values.keySet());
        return value;
    }

    long count(String prefix) {
        return values.keySet().stream().filter(series -> series.startsWith(prefix)).count();
    }

    Map<String, String> help() {
        return help;
    }

    Map<String, String> types() {
        return types;
    }
}
