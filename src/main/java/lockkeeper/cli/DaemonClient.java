package lockkeeper.cli;

import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.HttpURLConnection;
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

/// Talks to a running daemon over HTTP.
public final class DaemonClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final String DEPLOYS = "/api/v1/deploys";

    private final JsonMapper json = new JsonMapper();
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .build();
    private final URI base;
    private final @Nullable Secret token;

    /// @param base where the daemon listens, such as `http://127.0.0.1:9753`
    /// @param token its `http.token`; null: only what needs none can be asked
    public DaemonClient(URI base, @Nullable Secret token) {
        this.base = base;
        this.token = token;
    }

    /// Whether a daemon may be at such an address.
    public static boolean isAddress(URI address) {
        var scheme = address.getScheme();
        return address.getHost() != null && ("http".equals(scheme) || "https".equals(scheme));
    }

    /// Opens a deploy window and answers it; its key `id` closes it.
    ///
    /// @param window what `POST /api/v1/deploys` takes: `name`, `ttl`, `guard` …
    public JsonNode openDeploy(Map<String, Object> window) throws DaemonFailed {
        var body = BodyPublishers.ofByteArray(json.writeValueAsBytes(window));
        var request = request(DEPLOYS).header("Content-Type", "application/json").POST(body);
        return send(request);
    }

    /// Closes a deploy window and answers it with its verdict.
    public JsonNode closeDeploy(String id) throws DaemonFailed {
        return send(request(DEPLOYS + "/" + quoted(id)).DELETE());
    }

    /// The deploy windows: the open ones, newest first, then those that were closed last.
    public JsonNode deploys() throws DaemonFailed {
        return send(request(DEPLOYS));
    }

    /// What is at a path, such as `/api/v1/targets`.
    public JsonNode get(String path) throws DaemonFailed {
        return send(request(path));
    }

    /// A text as a part of a path.
    public static String quoted(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        var prefix = base.toString().replaceFirst("/+$", "");
        var request = HttpRequest.newBuilder(URI.create(prefix + path)).timeout(ANSWER);
        if (token != null) request.header("Authorization", "Bearer " + token.reveal());
        return request;
    }

    private JsonNode send(HttpRequest.Builder request) throws DaemonFailed {
        try {
            return answer(client.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new DaemonFailed("no daemon answers at " + base + why(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DaemonFailed("interrupted while waiting for " + base, e);
        }
    }

    /// Some of the client's exceptions have no words of their own.
    private static String why(IOException e) {
        return e.getMessage() == null ? "" : ": " + e.getMessage();
    }

    private JsonNode answer(HttpResponse<String> response) throws DaemonFailed {
        var body = parsed(response.body());
        if (response.statusCode() / 100 == 2 && body != null) return body;
        if (body == null) throw new DaemonFailed(base + " is not a Lockkeeper");
        var detail = body.path("detail").asString(body.path("title").asString(""));
        var hint =
                response.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED
                        ? " Set LOCKKEEPER_TOKEN or --token-file."
                        : "";
        throw new DaemonFailed(base.toString(), response.statusCode(), detail + hint);
    }

    private @Nullable JsonNode parsed(String body) {
        try {
            var parsed = json.readTree(body);
            return parsed.isMissingNode() ? null : parsed;
        } catch (JacksonException e) {
            return null;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
