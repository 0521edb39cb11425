package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.TcpProxy;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A connection that goes silent in the middle: the daemon says everywhere that it sees nothing,
/// soon, and never shows an old picture as a quiet one.
class BlindIT {
    /// Three intervals of half a second, and the time after which a read from the socket is given
    /// up: the statement timeout and a second.
    private static final Duration NOTICED = Duration.ofMillis(3 * 500 + 2000);

    /// What a busy machine needs to start a process and answer.
    private static final Duration SLACK = Duration.ofSeconds(2);

    private static final Duration BACK = Duration.ofSeconds(2);

    @TempDir private Path folder;
    private final PostgresServer server = PostgresServer.shared(PostgresServer.majors().getLast());
    private final TcpProxy proxy = new TcpProxy(server.port());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer receiver;
    private Daemon daemon;

    @BeforeEach
    void watch() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    var body = exchange.getRequestBody().readAllBytes();
                    told.add(new String(body, StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
        var file =
                Files.writeString(
                        folder.resolve("lockkeeper.yaml"),
                        """
                        http: {listen: "127.0.0.1:0"}
                        targets: [{name: main, url: "%s", user: %s}]
                        journal: {path: "%s"}
                        alerts:
                          allow_private: ["127.0.0.1"]
                          webhooks: [{url: "http://127.0.0.1:%d/"}]
                        """
                                .formatted(
                                        proxy.url(),
                                        Patrol.role(server),
                                        folder.resolve("journal"),
                                        receiver.getAddress().getPort()));
        daemon = Daemon.start("run", "--config", file.toString());
        daemon.awaitStatus(200, "/readyz");
    }

    @AfterEach
    void close() {
        daemon.close();
        proxy.close();
        receiver.stop(0);
        client.close();
    }

    @Test
    void aSilentConnectionIsSaidEverywhereAndSoIsItsReturn() throws Exception {
        assertThat(metric("lockkeeper_up")).isEqualTo("1.0");

        proxy.silence();
        within(NOTICED.plus(SLACK)).until(() -> metric("lockkeeper_up").equals("0.0"));
        within(SLACK).until(() -> daemon.output().contains("blind=true"));
        assertThat(daemon.get("/api/v1/targets").body()).contains("\"state\":\"blind\"");
        assertThat(event("targets")).contains("\"state\":\"blind\"", "\"blind_since\"");
        within(SLACK).until(() -> heard("cannot be seen"));
        daemon.awaitStatus(503, "/readyz");
        assertThat(metric("lockkeeper_waiting_sessions")).as("no quiet zero").isIn("", "NaN");
        assertThat(daemon.get("/readyz").body()).contains("main");

        proxy.restore();
        within(BACK.plus(SLACK)).until(() -> metric("lockkeeper_up").equals("1.0"));
        within(SLACK).until(() -> daemon.output().contains("blind=false"));
        assertThat(daemon.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(event("targets")).contains("\"state\":\"watching\"");
        within(SLACK).until(() -> heard("can be seen again"));
    }

    private boolean heard(String words) {
        return told.stream().anyMatch(body -> body.contains(words));
    }

    /// The value of the first series of a metric, empty if it has none.
    private String metric(String name) {
        return daemon.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("");
    }

    /// What the page is sent first, under this name.
    private String event(String name) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:%d/api/v1/events".formatted(daemon.port()));
        var request = HttpRequest.newBuilder(uri).build();
        try (var lines = client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            return lines.dropWhile(line -> !line.equals("event: " + name))
                    .skip(1)
                    .findFirst()
                    .orElse("");
        }
    }

    private static ConditionFactory within(Duration time) {
        return await().atMost(time).pollInterval(Duration.ofMillis(50));
    }
}
