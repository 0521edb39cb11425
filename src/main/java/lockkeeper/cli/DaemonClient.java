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
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Talks to a running daemon over HTTP.
public final class DaemonClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    /// Whoever looks at the graph looks again soon.
    private static final Duration LOOK = Duration.ofSeconds(5);

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
        return address.getHost() != null
                && address.getRawUserInfo() == null
                && ("http".equals(scheme) || "https".equals(scheme));
    }

    /// Opens a deploy window and answers it; its key `id` closes it.
    ///
    /// @param window what `POST /api/v1/deploys` takes: `name`, `ttl`, `guard` …
    public JsonNode openDeploy(Map<String, Object> window) throws DaemonFailed {
        return post(DEPLOYS, window);
    }

    /// Cancels what that very session does, and nothing of a later one with its pid.
    public void cancel(@Nullable String target, int pid, Instant backendStart) throws DaemonFailed {
        var body = new HashMap<String, Object>();
        if (target != null) body.put("target", target);
        body.put("backend_start", backendStart.toString());
        post("/api/v1/sessions/%d/cancel".formatted(pid), body);
    }

    private JsonNode post(String path, Map<String, Object> body) throws DaemonFailed {
        var bytes = BodyPublishers.ofByteArray(json.writeValueAsBytes(body));
        return send(request(path).header("Content-Type", "application/json").POST(bytes));
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

    /// The newest wait graph of a server, as the API has it.
    ///
    /// @param target null if the daemon has only one
    public String graph(@Nullable String target) throws DaemonFailed {
        var query = target == null ? "" : "?target=" + quoted(target);
        return text(request("/api/v1/graph" + query).timeout(LOOK));
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
        var body = parsed(text(request));
        if (body == null) throw noLockkeeper();
        return body;
    }

    private String text(HttpRequest.Builder request) throws DaemonFailed {
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() / 100 == 2) return response.body();
            throw refused(response);
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

    private DaemonFailed refused(HttpResponse<String> response) {
        var body = parsed(response.body());
        if (body == null) return noLockkeeper();
        var detail = body.path("detail").asString(body.path("title").asString(""));
        var hint =
                response.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED
                        ? " Set LOCKKEEPER_TOKEN."
                        : "";
        return new DaemonFailed(base.toString(), response.statusCode(), detail + hint);
    }

    private DaemonFailed noLockkeeper() {
        return new DaemonFailed(base + " is not a Lockkeeper");
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
