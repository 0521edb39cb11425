package lockkeeper.cli;

import lockkeeper.cli.LiveGraph.Session;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/// Asks a running daemon over HTTP.
final class DaemonGraphs implements GraphSource {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final URI daemon;
    private final @Nullable String target;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .build();

    /// @param target null if the daemon has only one
    /// @param token empty if there is none
    DaemonGraphs(URI daemon, @Nullable String target, String token) {
        this.daemon = daemon;
        this.target = target;
        this.token = token;
    }

    @Override
    public String read() throws NoGraph {
        var query =
                target == null
                        ? ""
                        : "?target=" + URLEncoder.encode(target, StandardCharsets.UTF_8);
        try {
            var answer = send(request("/api/v1/graph" + query).GET());
            if (answer.statusCode() == 200) return answer.body();
            throw new NoGraph(daemon + " answers " + problem(answer));
        } catch (IOException e) {
            throw new NoGraph(daemon + " does not answer: " + words(e));
        }
    }

    @Override
    public String cancel(String name, Session session) {
        var start = session.backendStart();
        if (start == null) return "nothing was sent: the session cannot be seen";
        var body =
                MAPPER.writeValueAsString(
                        Map.of("target", name, "backend_start", start.toString()));
        var request =
                request("/api/v1/sessions/" + session.pid() + "/cancel")
                        .POST(BodyPublishers.ofString(body));
        try {
            var answer = send(request);
            return answer.statusCode() == 200
                    ? "was sent a cancel"
                    : "was not cancelled: " + problem(answer);
        } catch (IOException e) {
            return "was perhaps cancelled, the daemon did not answer: " + words(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        var base = daemon.toString().replaceFirst("/+$", "");
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// In the daemon's own words, if they are its own.
    private static String problem(HttpResponse<String> answer) {
        var status = Integer.toString(answer.statusCode());
        try {
            var detail = MAPPER.readTree(answer.body()).path("detail");
            return detail.isString() ? status + ": " + detail.stringValue() : status;
        } catch (JacksonException e) {
            return status;
        }
    }

    private static String words(IOException e) {
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }

    @Override
    public void close() {
        client.close();
    }
}
