package lockkeeper.ops;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A real Prometheus that scrapes daemons every second and knows our rules.
final class Prometheus implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private final Process process;

    /// @param folder an empty one, for its data
    Prometheus(Path folder, List<Integer> daemons) throws IOException {
        var program = Program.named("prometheus").path().toString();
        var config = Files.writeString(folder.resolve("prometheus.yaml"), config(daemons));
        address = "127.0.0.1:" + freePort();
        process =
                new ProcessBuilder(
                                program,
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=" + address)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
    }

    private static String config(List<Integer> daemons) {
        return """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [%s]
        scrape_configs:
          - job_name: lockkeeper
            static_configs: [{targets: [%s]}]
        """
                .formatted(
                        Path.of("config/prometheus/lockkeeper.rules.yaml").toAbsolutePath(),
                        daemons.stream()
                                .map(port -> "\"127.0.0.1:" + port + "\"")
                                .collect(Collectors.joining(", ")));
    }

    /// The result of an expression now; throws with Prometheus' words if it does not parse.
    JsonArray query(String expression) {
        return get("query?query=" + encoded(expression)).getAsJsonObject().getAsJsonArray("result");
    }

    /// The result of an expression over the last five minutes, second by second.
    JsonArray queryRange(String expression) {
        var now = System.currentTimeMillis() / 1000;
        var range = "&start=%d&end=%d&step=1".formatted(now - 300, now + 1);
        return get("query_range?query=" + encoded(expression) + range)
                .getAsJsonObject()
                .getAsJsonArray("result");
    }

    List<String> labelValues(String label, String selector) {
        var values = get("label/" + label + "/values?match[]=" + encoded(selector));
        return values.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    }

    /// Whether it has started and the expression has a result by now.
    boolean has(String expression) {
        try {
            return !query(expression).isEmpty();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private JsonElement get(String path) {
        try {
            var uri = URI.create("http://" + address + "/api/v1/" + path.replace("[]", "%5B%5D"));
            var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            JsonObject json = JsonParser.parseString(answer.body()).getAsJsonObject();
            if (answer.statusCode() == 200) return json.get("data");
            throw new AssertionError(path + ": " + Dashboard.text(json, "error"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        client.close();
    }
}
