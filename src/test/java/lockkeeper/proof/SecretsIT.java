package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Another secret in each setting that holds one, and then a look for all of them in everything
/// that comes out, with every logger of every library at its most talkative.
@HasOwnServers
class SecretsIT {
    private static final String TOKEN = "planted-token-1";
    private static final String PASSWORD = "planted-password-2";
    private static final String SLACK = "planted-slack-3";
    private static final String HOOK = "planted-hook-4";
    private static final String SIGNATURE = "planted-signature-5";

    /// By key of the configuration: what is in it.
    private static final Map<String, String> PLANTED =
            Map.of(
                    "http.token", TOKEN,
                    "targets[].password", PASSWORD,
                    "alerts.slack[].url", SLACK,
                    "alerts.webhooks[].url", HOOK,
                    "alerts.webhooks[].secret", SIGNATURE);

    private static final Predicate<String> TELLING = telling();

    /// Texts that are names, addresses or patterns, and may be shown.
    private static final String OPEN =
            "targets|targets\\[]\\.(name|url|user)|http\\.(listen|hosts|public_url)|journal\\.path"
                    + "|guard\\.(kill_switch|(protect|only)\\..+)|alerts\\.allow_private";

    @TempDir private Path folder;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private PostgresServer server;
    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        var hba =
                Files.writeString(
                        folder.resolve("pg_hba.conf"),
                        """
                        host all lockkeeper 127.0.0.1/32 scram-sha-256
                        host all all 127.0.0.1/32 trust
                        """);
        server =
                PostgresServer.of(PostgresServer.majors().getLast())
                        .with("hba_file", hba.toString())
                        .start();
        server.execute(
                "CREATE ROLE lockkeeper LOGIN PASSWORD '%s' IN ROLE pg_monitor, pg_signal_backend"
                        .formatted(PASSWORD));
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::hear);
        receiver.start();
        Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Files.writeString(folder.resolve("signature"), SIGNATURE);
        Files.writeString(
                folder.resolve("logback.xml"),
                """
                <configuration>
                  <appender name="all" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%level %logger %msg %ex%n</pattern></encoder>
                  </appender>
                  <root level="ALL"><appender-ref ref="all"/></root>
                </configuration>
                """);
        Files.writeString(
                folder.resolve("logging.properties"),
                """
                handlers = java.util.logging.ConsoleHandler
                .level = ALL
                java.util.logging.ConsoleHandler.level = ALL
                """);
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
        server.close();
    }

    /// Slack is broken, the webhook leads elsewhere.
    private void hear(HttpExchange exchange) throws IOException {
        heard.add(exchange.getRequestURI().getPath());
        told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        told.add(exchange.getRequestHeaders().entrySet().toString());
        exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
        var isSlack = exchange.getRequestURI().getPath().contains(SLACK);
        exchange.sendResponseHeaders(isSlack ? 500 : 302, -1);
        exchange.close();
    }

    @Test
    void everyKeyOfTheConfigurationIsASecretOrOpenOrNoText() throws IOException {
        var undecided = new TreeSet<String>();
        var row = Pattern.compile("(?m)^\\| `([a-z_.\\[\\]]+)` \\|([^|]*)\\|");
        row.matcher(Files.readString(Path.of("docs", "configuration.md")))
                .results()
                .filter(key -> !isNumberOrChoiceOrSection(key.group(2).strip()))
                .forEach(key -> undecided.add(key.group(1)));
        assertThat(undecided).containsAll(PLANTED.keySet());
        undecided.removeAll(PLANTED.keySet());
        assertThat(undecided).allMatch(key -> key.matches(OPEN));
    }

    private static boolean isNumberOrChoiceOrSection(String defaultValue) {
        return defaultValue.matches("none|(`(\\d+(ms|s|m|h)?|[a-z]+)`)?");
    }

    @Test
    void aDaemonAtWorkTellsNone() throws Exception {
        try (var daemon = talkative("run", "--config", config(PASSWORD).toString());
                var follower = followerWithJson(daemon);
                var shop = new Shop(server)) {
            follower.awaitStatus(200, "/readyz");
            askEverything(daemon);
            pileUp(shop);
            soon().until(() -> daemon.output().contains("guard outcome"));
            soon().until(() -> heard.contains("/" + SLACK) && heard.contains("/" + HOOK));
            soon().until(() -> follower.output().contains("alert not delivered channel=webhook"));
            askEverything(daemon);

            config("planted-other-password");
            daemon.signal("HUP");
            soon().until(() -> daemon.output().contains("targets[main].password changed"));
            server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE usename = 'lockkeeper'");
            soon().until(() -> daemon.output().contains("password authentication failed"));
            daemon.awaitStatus(503, "/readyz");
            Files.writeString(folder.resolve("token"), "planted token with spaces");
            daemon.signal("HUP");
            follower.signal("HUP");
            soon().until(() -> daemon.output().contains("http.token: must consist of"));
            soon().until(() -> follower.output().contains("http.token: must consist of"));
            askEverything(daemon);
            daemon.terminate();

            assertTellsNone(daemon.output());
            assertThat(daemon.output()).contains("DEBUG", "FINE");
            follower.terminate();
            assertTellsNone(follower.output());
            assertThat(follower.output()).contains("\"formattedMessage\":\"alert not delivered");
        }
        try (var files = Files.list(folder.resolve("journal"))) {
            for (var file : files.toList()) assertTellsNone(Files.readString(file));
        }
        assertThat(told).isNotEmpty().allSatisfy(SecretsIT::assertTellsNone);
    }

    @Test
    void aDaemonWithoutAFileTellsNone() throws Exception {
        var secrets = Map.of("PGPASSWORD", PASSWORD, "LOCKKEEPER_TOKEN", TOKEN);
        try (var daemon =
                Daemon.start(
                        secrets,
                        talking(),
                        "run",
                        "--url",
                        server.url(),
                        "--user",
                        "lockkeeper",
                        "--listen",
                        "127.0.0.1:0")) {
            daemon.awaitStatus(200, "/readyz");
            askEverything(daemon);
            daemon.terminate();
            assertTellsNone(daemon.output());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check --config FILE --json",
                "check --config FILE --send-test-alert",
                "tree --config FILE",
                "preflight --config FILE --relation pg_class",
                "exec --config FILE -- true",
                "journal --config FILE"
            })
    void noCommandTellsAny(String command) throws Exception {
        for (var password : List.of(PASSWORD, "planted-other-password")) {
            var arguments = command.replace("FILE", config(password).toString()).split(" ");
            try (var run = talkative(arguments)) {
                run.exitCode();
                assertTellsNone(run.output());
            }
        }
    }

    private void pileUp(Shop shop) {
        shop.began("SELECT count(*) FROM users");
        var ddl = shop.session();
        var _ = ddl.start("ALTER TABLE users ADD COLUMN email text").exceptionally(_ -> null);
        ddl.awaitBlocked();
        for (var i = 0; i < 6; i++) {
            var _ = shop.session().start("SELECT count(*) FROM users");
        }
    }

    private static void askEverything(Daemon daemon) {
        var paths =
                List.of(
                        "/",
                        "/metrics",
                        "/readyz",
                        "/armedz",
                        "/api/v1/targets",
                        "/api/v1/graph?all=true",
                        "/api/v1/incidents",
                        "/api/v1/deploys",
                        "/api/v1/history",
                        "/api/v1/preflight?relation=pg_class",
                        "/nothing");
        for (var path : paths) assertTellsNone(daemon.get(path));
        assertTellsNone(daemon.post("/api/v1/sessions/1/cancel", TOKEN));
        assertTellsNone(daemon.post("/api/v1/deploys", TOKEN));
        assertTellsNone(daemon.post("/api/v1/sessions/1/cancel", "planted-guess"));
    }

    private static void assertTellsNone(java.net.http.HttpResponse<String> answer) {
        assertTellsNone(answer.headers() + answer.body());
    }

    private static void assertTellsNone(String output) {
        assertThat(output.lines().filter(TELLING)).isEmpty();
    }

    /// Whether a line has a secret in it, in plain text or encoded.
    private static Predicate<String> telling() {
        var texts =
                PLANTED.values().stream()
                        .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                        .map(Base64.getEncoder()::encodeToString)
                        .map(Pattern::quote);
        var any = Stream.concat(Stream.of("(?i:planted)"), texts).collect(joining("|"));
        return Pattern.compile(any).asPredicate();
    }

    private Path config(String password) throws IOException {
        Files.writeString(folder.resolve("password"), password);
        var address = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
        return Files.writeString(
                folder.resolve("lockkeeper.yaml"),
                """
                http: {listen: "127.0.0.1:0", token: "${file:%1$s/token}"}
                targets:
                  - {name: main, url: "%2$s", user: lockkeeper, password: "${file:%1$s/password}"}
                guard: {mode: enforce, queued: 2, sustained: 300ms}
                incidents: {alert: {queued: 1, sustained: 0s}}
                alerts:
                  allow_private: ["127.0.0.1"]
                  slack: [{url: "%3$s%4$s"}]
                  webhooks: [{url: "${HOOK}", secret: "${file:%1$s/signature}"}]
                journal: {path: "%1$s/journal"}
                """
                        .formatted(folder, server.url(), address, SLACK));
    }

    private Daemon talkative(String... arguments) {
        return Daemon.start(hook(), talking(), arguments);
    }

    /// Sees and tells the same as the one that leads, but logs JSON, which has a form of its own.
    private Daemon followerWithJson(Daemon leader) throws IOException {
        leader.awaitStatus(200, "/armedz");
        var asJson =
                Files.readString(folder.resolve("lockkeeper.yaml"))
                        .replace("/journal\"", "/follower\"")
                        .concat("log: {format: json}\n");
        var config = Files.writeString(folder.resolve("follower.yaml"), asJson);
        return Daemon.start(hook(), List.of(), "run", "--config", config.toString());
    }

    private Map<String, String> hook() {
        return Map.of("HOOK", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/" + HOOK);
    }

    private List<String> talking() {
        return List.of(
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                "-Djava.util.logging.config.file=" + folder.resolve("logging.properties"));
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(60));
    }
}
