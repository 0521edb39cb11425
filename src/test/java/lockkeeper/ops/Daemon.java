package lockkeeper.ops;

import lockkeeper.pg.PostgresServer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The real daemon, the jar as it is released, in a process of its own.
final class Daemon implements AutoCloseable {
    private static final String TOKEN = "token-of-the-test";

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final Process process;

    /// @param folder an empty one, for its configuration, journal and log
    Daemon(Path folder, PostgresServer server, String mode) throws IOException {
        port = Prometheus.freePort();
        var config =
                Files.writeString(folder.resolve("lockkeeper.yaml"), config(folder, server, mode));
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                Path.of("target/lockkeeper.jar").toAbsolutePath().toString(),
                                "run",
                                "--config",
                                config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("daemon.log").toFile())
                        .start();
    }

    private String config(Path folder, PostgresServer server, String mode) {
        return """
        http: {listen: "127.0.0.1:%d", token: %s}
        targets: [{name: main, url: "%s", user: lockkeeper}]
        guard: {mode: %s, queued: 3, sustained: 3s}
        journal: {path: %s}
        """
                .formatted(port, TOKEN, server.url(), mode, folder.resolve("journal"));
    }

    int port() {
        return port;
    }

    boolean isReady() {
        try {
            return get("/readyz") == 200;
        } catch (IOException e) {
            if (!process.isAlive()) throw new AssertionError("the daemon has ended", e);
            return false;
        }
    }

    String metrics() throws IOException {
        return send("/metrics").body();
    }

    int openDeploy() throws IOException {
        var body = "{\"name\": \"release 1\", \"ttl\": \"10m\", \"guard\": \"enforce\"}";
        var request =
                request("/api/v1/deploys")
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(request.build()).statusCode();
    }

    private int get(String path) throws IOException {
        return send(path).statusCode();
    }

    private HttpResponse<String> send(String path) throws IOException {
        return send(request(path).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
