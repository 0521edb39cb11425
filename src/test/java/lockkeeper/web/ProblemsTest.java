package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import lockkeeper.graph.Scene;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

@Isolated("listens to what is logged")
class ProblemsTest {
    private static final String GET_GRAPH = "GET /api/v1/graph HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Stage stage = new Stage();

    @BeforeEach
    void start() throws Exception {
        stage.withToken().start().sees(new Scene().snapshot());
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private RawAnswer raw(String request) throws Exception {
        return RawAnswer.to(stage.port(), request);
    }

    private static void isProblem(RawAnswer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"type\":\"about:blank\"", "\"status\":" + status);
        hasSafeHeaders(answer);
    }

    private static void hasSafeHeaders(RawAnswer answer) {
        assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none';");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).isNotEmpty();
        assertThat(answer.header("Server")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 200",
        "GET, /incidents/any, 200",
        "GET, /assets/app.js, 200",
        "GET, /assets/style.css, 200",
        "GET, /assets/icon.svg, 200",
        "GET, /healthz, 200",
        "GET, /readyz, 200",
        "GET, /armedz, 503",
        "GET, /metrics, 200",
        "GET, /api/v1/targets, 200",
        "GET, /api/v1/graph, 200",
        "GET, /api/v1/graph?all=true, 200",
        "GET, /api/v1/whatif?pids=1, 200",
        "GET, /api/v1/incidents, 200",
        "GET, /api/v1/deploys, 200",
        "GET, /api/v1/history, 200",
        "GET, /api/v1/events, 200",
        "HEAD, /api/v1/events, 200",
        "HEAD, /, 200",
    })
    void everyAnswerHasTheSafeHeaders(String method, String path, int status) throws Exception {
        var answer = raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(answer.status()).isEqualTo(status);
        hasSafeHeaders(answer);
    }

    @Test
    void soHasOneThatSaysThatNothingHasChanged() throws Exception {
        var request = "GET /assets/app.js HTTP/1.1\r\nHost: localhost\r\n";
        var tag = raw(request + "\r\n").header("ETag");
        assertThat(tag).isNotEmpty();

        var unchanged = raw(request + "If-None-Match: " + tag + "\r\n\r\n");

        assertThat(unchanged.status()).isEqualTo(304);
        hasSafeHeaders(unchanged);
    }

    @Test
    void soHasOneToAChange() throws Exception {
        var opened = raw(post("/api/v1/deploys", "", "{\"name\":\"r\",\"ttl\":\"5m\"}"));
        assertThat(opened.status()).isEqualTo(201);
        hasSafeHeaders(opened);
        for (var header : List.of("Origin: http://evil.example\r\n", "Sec-Fetch-Site: none\r\n"))
            hasSafeHeaders(raw(post("/api/v1/sessions/200/cancel", header, "{}")));
        hasSafeHeaders(raw("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"));
        hasSafeHeaders(raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
    }

    private static String post(String path, String header, String body) {
        return "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(path, Stage.TOKEN, header, body.length(), body);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404",
        "GET, /api/v2/graph, 404",
        "GET, /api/v1/incidents/none, 404",
        "GET, /api/v1/incidents?limit=0, 400",
        "GET, /api/v1/incidents?limit=x, 400",
        "GET, /api/v1/incidents?target=none, 404",
        "GET, /api/v1/whatif, 400",
        "GET, /lockkeeper/web/../../META-INF/LICENSE, 404",
        "GET, /%2e%2e/%2e%2e/etc/passwd, 400",
        "GET, /..%2f..%2fetc/passwd, 404",
        "GET, /a%00b, 400",
        "OPTIONS, /api/v1/graph, 405",
        "BREW, /api/v1/graph, 401",
        "TRACE, /api/v1/graph, 401",
    })
    void everyRefusalIsAProblemDocument(String method, String path, int status) throws Exception {
        isProblem(raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), status);
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws Exception {
        var answer =
                raw(
                        "DELETE /api/v1/graph HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + Stage.TOKEN
                                + "\r\n\r\n");

        isProblem(answer, 405);
        assertThat(answer.header("Allow")).contains("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding:"
                        + " chunked\r\n\r\n",
                "GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n"
            })
    void aMalformedRequestIsRefused(String request) throws Exception {
        isProblem(raw(request), 400);
    }

    @Test
    void headersAndAddressesHaveLimits() throws Exception {
        var much = "x".repeat(20_000);

        isProblem(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + much + "\r\n\r\n"), 431);
        isProblem(raw("GET /" + much + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), 414);
    }

    @Test
    void bodiesHaveALimit() throws Exception {
        var start =
                "POST /api/v1/sessions/200/cancel HTTP/1.1\r\nHost: localhost\r\nAuthorization:"
                        + " Bearer "
                        + Stage.TOKEN;
        var much = "x".repeat(20_000);

        isProblem(raw(start + "\r\nContent-Length: 20000\r\n\r\n" + much), 413);
        isProblem(
                raw(
                        start
                                + "\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n"
                                + much
                                + "\r\n0\r\n\r\n"),
                413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "1", "\"", "1e999999999,"})
    void aBodyThatIsABombIsRefused(String part) throws Exception {
        isProblem(raw(post("/api/v1/deploys", "", part.repeat(16_000 / part.length()))), 400);
    }

    @Test
    void whoHangsUpInTheMiddleIsNoFaultOfOurs() throws Exception {
        var faults = new ListAppender<ILoggingEvent>();
        faults.start();
        var log = (Logger) LoggerFactory.getLogger(Problems.class);
        log.addAppender(faults);
        try {
            for (var i = 0; i < 20; i++) hangUp(i % 2 == 0);
            // requests are taken in turn, so those before have been dealt with by then, or will be
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> raw(GET_GRAPH).status() == 200);
            assertThat(faults.list).isEmpty();
        } finally {
            log.detachAppender(faults);
        }
    }

    private void hangUp(boolean withReset) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
            if (withReset) socket.setSoLinger(true, 0);
            var whole = post("/api/v1/deploys", "", "x".repeat(1000));
            socket.getOutputStream()
                    .write(whole.substring(0, whole.length() - 500).getBytes(US_ASCII));
        }
    }

    @Test
    void aFaultOfOursTellsNothingOfItself() throws Exception {
        stage.incidents.add(null);

        var answer = raw("GET /api/v1/incidents?target=main HTTP/1.1\r\nHost: localhost\r\n\r\n");

        isProblem(answer, 500);
        assertThat(answer.body()).doesNotContain("Exception", "NullPointer", "lockkeeper.");
    }
}
