package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The command against an HTTP server that answers what a test wants; `DeployIT` has the real one.
class DeployCommandTest {
    @TempDir private Path folder;
    private final HttpServer server;
    private final List<String> asked = new ArrayList<>();
    private int status = 200;
    private String answer = "[]";

    DeployCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::reply);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void reply(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(
                "%s %s %s %s"
                        .formatted(
                                exchange.getRequestMethod(),
                                exchange.getRequestURI(),
                                authorization,
                                body));
        var isDelete = exchange.getRequestMethod().equals("DELETE");
        var bytes = (isDelete ? one() : answer).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String one() {
        return answer.substring(1, answer.length() - 1);
    }

    private Run deploy(String... arguments) {
        var all = new ArrayList<>(List.of("deploy"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--daemon", url()));
        return Run.of(
                DeployCommand.in(Map.of("LOCKKEEPER_TOKEN", "s3cret")), all.toArray(String[]::new));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void says(int code, String detail) {
        status = code;
        answer = "{\"title\":\"No\",\"status\":%d,\"detail\":\"%s\"}".formatted(code, detail);
    }

    private void has(String id, String state, String verdict, String incidents, String suggestion) {
        answer =
                """
                [{"id":"%s","name":"release 1","target":null,"state":"%s","verdict":"%s",
                "opened_at":"2026-01-01T12:00:00.000000Z","closes_at":"2026-01-01T12:30:00.123456Z",
                "closed_at":"2026-01-01T12:10:00.123456Z","guard":"enforce","incidents":%s,
                "blocked_session_seconds":12.34,"suggestion":%s}]\
                """
                        .formatted(id, state, verdict, incidents, suggestion);
    }

    @Test
    void openPrintsTheIdAndSendsWhatWasAsked() {
        status = 201;
        answer = "{\"id\":\"w1\"}";
        assertThat(
                        deploy(
                                "open",
                                "release 1",
                                "--ttl=5m",
                                "--target=main",
                                "--new-sessions",
                                "--only-user=a",
                                "--only-user=b,c",
                                "--only-command=DROP TABLE"))
                .isEqualTo(new Run(Cli.OK, "w1\n", ""));
        assertThat(asked)
                .containsExactly(
                        "POST /api/v1/deploys Bearer s3cret {\"name\":\"release 1\",\"ttl\":\"5m\","
                            + "\"guard\":\"enforce\",\"target\":\"main\",\"sessions\":\"new\",\"only\":{\"users\":[\"a\",\"b,c\"],\"commands\":[\"DROP"
                            + " TABLE\"]}}");
        assertThat(deploy("open", "release 1", "--json").out()).contains("\"id\" : \"w1\"");
    }

    @ParameterizedTest
    @CsvSource({"clean,0", "waited,4", "guard acted,5"})
    void closeAndStatusEndWithTheVerdict(String verdict, int code) {
        has("w 1", "closed", verdict, "[\"i1\",\"i2\"]", "\"Try again\\nlater \\u001b[2J.\"");
        for (var command : List.of("close", "status")) {
            var run = deploy(command, "release 1");
            assertThat(run)
                    .isEqualTo(
                            new Run(
                                    code,
                                    """
                                    w 1  closed at 2026-01-01T12:10:00Z  guard enforce on all  \
                                    release 1: %s, 2 incidents, 12.3 session-seconds blocked
                                      incident i1
                                      incident i2
                                      Try again later ?[2J.
                                    """
                                            .formatted(verdict),
                                    ""));
        }
        assertThat(asked.get(1)).startsWith("DELETE /api/v1/deploys/w%201 Bearer s3cret");
    }

    @Test
    void statusListsAll() {
        has("w1", "open", "clean", "[]", "null");
        assertThat(deploy("status").out())
                .isEqualTo(
                        "w1  open until 2026-01-01T12:30:00Z  guard enforce on all  release 1:"
                                + " clean so far\n");
        assertThat(deploy("status", "--json").out()).contains("\"verdict\" : \"clean\"");
        has("w1", "open", "guard acted", "[\"i\"]", "null");
        assertThat(deploy("status").code()).isZero();
    }

    @Test
    void anUnknownWindowIsNamed() {
        assertThat(deploy("close", "release 2"))
                .isEqualTo(
                        new Run(
                                Cli.FAILED,
                                "",
                                "lockkeeper: the daemon knows no deploy window 'release 2'\n"));
    }

    @Test
    void whatTheDaemonSaysIsWrongIsAMistakeOfTheUsers() {
        says(400, "ttl must be a duration.");
        assertThat(deploy("open", "x", "--ttl", "soon"))
                .isEqualTo(
                        new Run(
                                Cli.USAGE,
                                "",
                                """
                                lockkeeper: ttl must be a duration.
                                Try: lockkeeper deploy help open
                                """));
        assertThat(deploy("open").err()).contains("NAME", "Try: lockkeeper deploy help open");
        assertThat(deploy().code()).isEqualTo(Cli.USAGE);
    }

    @Test
    void anyOtherRefusalIsAFailureInOneLine() {
        says(401, "This needs a token.");
        var refused = deploy("status");
        assertThat(refused.code()).isEqualTo(Cli.FAILED);
        assertThat(refused.err())
                .isEqualTo(
                        "lockkeeper: "
                                + url()
                                + " answers 401: This needs a token. Set LOCKKEEPER_TOKEN.\n");
        status = 200;
        answer = "<html>";
        assertThat(deploy("status").err())
                .isEqualTo("lockkeeper: " + url() + " is not a Lockkeeper\n");
        server.stop(0);
        assertThat(deploy("status").err())
                .startsWith("lockkeeper: no daemon answers at " + url())
                .hasLineCount(1);
    }

    @Test
    void theTokenMayComeFromAFile() throws IOException {
        var file = Files.writeString(folder.resolve("token"), " from-file\n");
        deploy("status", "--token-file", file.toString());
        assertThat(asked.getFirst()).contains(" Bearer from-file ");
        assertThat(deploy("status", "--token-file", "none"))
                .isEqualTo(
                        new Run(
                                Cli.USAGE,
                                "",
                                """
                                lockkeeper: --token-file none cannot be read
                                Try: lockkeeper deploy help status
                                """));
        Files.writeString(file, "two words");
        assertThat(deploy("status", "--token-file", file.toString()).err())
                .contains("the token must be printable")
                .doesNotContain("two words");
    }

    @Test
    void theAddressMustBeOne() {
        for (var address : List.of("localhost:9753", "ftp://h/", "x", "http://me:s3cret@h/"))
            assertThat(Run.of(DeployCommand.in(Map.of()), "deploy", "status", "--daemon", address))
                    .matches(run -> run.code() == Cli.USAGE)
                    .extracting(Run::err)
                    .asString()
                    .contains("--daemon must be an http or https address")
                    .doesNotContain("s3cret");
    }
}
