package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.graph.Scene;
import lockkeeper.setting.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

class GateTest {
    private static final String CANCEL = "/api/v1/sessions/200/cancel";
    private static final String BEARER = "Bearer " + Stage.TOKEN;

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    private RawAnswer asked(String host) throws Exception {
        return RawAnswer.to(stage.port(), "GET /healthz HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @Test
    void answersUnderItsOwnNames() throws Exception {
        stage.settings(
                        new HttpSettings(
                                new Listen("127.0.0.1", 0),
                                null,
                                List.of("locks.internal"),
                                URI.create("https://locks.example.org/x")))
                .start();

        for (var host :
                List.of(
                        "localhost",
                        "LOCALHOST:1",
                        "127.0.0.1:" + stage.port(),
                        "[::1]:9753",
                        "locks.internal:80",
                        "locks.example.org"))
            assertThat(asked(host).status()).as(host).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil.example:9753",
                "127.0.0.2",
                "[::2]",
                "localhost.",
                "xlocalhost"
            })
    void doesNotAnswerUnderOtherNames(String host) throws Exception {
        stage.start();

        var answer = asked(host);

        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"status\":421");
    }

    @Test
    void anAddressInTheRequestLineIsCheckedAsWell() throws Exception {
        stage.start();
        var request = "GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

        assertThat(RawAnswer.to(stage.port(), request).status()).isIn(400, 421);
    }

    @Test
    void nothingCanBeChangedWithoutAConfiguredToken() throws Exception {
        stage.start();

        assertThat(stage.post(CANCEL, "{}").statusCode()).isEqualTo(403);
        assertThat(stage.post(CANCEL, "{}", "Authorization", BEARER).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Bearer s3cret-t0ken2",
                "s3cret-t0ken"
            })
    void aChangeNeedsTheToken(String authorization) throws Exception {
        stage.withToken().start();

        var answer =
                authorization.isEmpty()
                        ? stage.post(CANCEL, "{}")
                        : stage.post(CANCEL, "{}", "Authorization", authorization);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(stage.signals).isEmpty();
    }

    @Test
    void whatBrowsersSendByThemselvesIsNotEnoughForAChange() throws Exception {
        stage.withToken().start();

        assertThat(stage.post(CANCEL, "{}", "Authorization", basic(Stage.TOKEN)).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://localhost:1"
            })
    void pagesOfOtherSitesCannotChangeAnything(String header) throws Exception {
        stage.withToken().start().sees(new Scene().snapshot());

        var answer =
                RawAnswer.to(
                        stage.port(),
                        "POST "
                                + CANCEL
                                + " HTTP/1.1\r\nHost: localhost:"
                                + stage.port()
                                + "\r\nAuthorization: "
                                + BEARER
                                + "\r\n"
                                + header
                                + "\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(stage.signals).isEmpty();
    }

    @Test
    void readingIsFreeOnAPrivateAddress() throws Exception {
        stage.withToken().start();

        assertThat(stage.get("/api/v1/targets").statusCode()).isEqualTo(200);
    }

    @Test
    void readingNeedsTheTokenWhereOtherMachinesCanAsk() throws Exception {
        stage.settings(
                        new HttpSettings(
                                new Listen("0.0.0.0", 0), new Secret(Stage.TOKEN), List.of(), null))
                .start();

        for (var path : List.of("/", "/api/v1/targets", "/api/v1/events", "/nothing")) {
            var refused = stage.get(path);
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .contains("Basic");
        }
        assertThat(stage.get("/api/v1/targets", "Authorization", BEARER).statusCode())
                .isEqualTo(200);
        assertThat(stage.get("/api/v1/targets", "Authorization", basic(Stage.TOKEN)).statusCode())
                .isEqualTo(200);
        for (var wrong : List.of("Basic !", "Basic", basic("wrong"), basic("")))
            assertThat(stage.get("/api/v1/targets", "Authorization", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        for (var path : List.of("/healthz", "/metrics"))
            assertThat(stage.get(path).statusCode()).as(path).isEqualTo(200);
    }

    private static String basic(String password) {
        var pair = ("anyone:" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Test
    void aPortInUseIsSaidPlainly() throws Exception {
        stage.start();
        try (var second =
                new Stage()
                        .settings(
                                new HttpSettings(
                                        new Listen("127.0.0.1", stage.port()),
                                        null,
                                        List.of(),
                                        null))) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(CannotListen.class)
                    .hasMessage(
                            "http.listen 127.0.0.1:%d is in use by another program"
                                    .formatted(stage.port()));
        }
    }

    @Test
    void anAddressThatIsNotOursIsSaidPlainly() {
        var elsewhere =
                new HttpSettings(new Listen("192.0.2.1", 0), new Secret("x"), List.of(), null);

        assertThatThrownBy(() -> stage.settings(elsewhere).start())
                .isInstanceOf(CannotListen.class)
                .hasMessageStartingWith("http.listen 192.0.2.1:0 cannot be used: ");
    }
}
