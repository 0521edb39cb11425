package lockkeeper.ops;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// One of Grafana's dashboards, as its JSON says.
record Dashboard(Path file, JsonObject json) {
    static final Path FOLDER = Path.of("grafana/dashboards");

    static List<Dashboard> all() throws IOException {
        var dashboards = new ArrayList<Dashboard>();
        try (var files = Files.list(FOLDER)) {
            for (var file : files.sorted().toList()) {
                var json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
                dashboards.add(new Dashboard(file, json));
            }
        }
        return dashboards;
    }

    /// Every panel but the rows between them.
    List<JsonObject> panels() {
        return allPanels().filter(panel -> !type(panel).equals("row")).toList();
    }

    Stream<JsonObject> allPanels() {
        return objects(json.getAsJsonArray("panels"));
    }

    Stream<JsonObject> variables() {
        return objects(json.getAsJsonObject("templating").getAsJsonArray("list"));
    }

    Stream<JsonObject> annotations() {
        return objects(json.getAsJsonObject("annotations").getAsJsonArray("list"))
                .filter(annotation -> annotation.has("expr"));
    }

    /// The queries of panels and annotations.
    List<String> expressions() {
        var ofPanels = panels().stream().flatMap(Dashboard::targets);
        return Stream.concat(ofPanels, annotations()).map(o -> text(o, "expr")).toList();
    }

    static Stream<JsonObject> targets(JsonObject panel) {
        return objects(panel.getAsJsonArray("targets"));
    }

    static String type(JsonObject panel) {
        return text(panel, "type");
    }

    static String text(JsonObject object, String key) {
        return object.has(key) ? object.get(key).getAsString() : "";
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsJsonObject);
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
