package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.time.Duration;

class DeployRoutesTest {
    private static final String PATH = "/api/v1/deploys";
    private static final String[] BEARER = {"Authorization", "Bearer " + Stage.TOKEN};

    private final Stage stage = new Stage();

    @BeforeEach
    void start() throws Exception {
        stage.withToken().target("main").target("other").start();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private HttpResponse<String> post(String body) throws Exception {
        return stage.post(PATH, body, BEARER);
    }

    private HttpResponse<String> delete(String id, String... headers) throws Exception {
        var request = stage.request(PATH + "/" + id).DELETE();
        if (headers.length > 0) request.headers(headers);
        return stage.send(request);
    }

    private JsonNode opened(String body) throws Exception {
        var answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Stage.parsed(answer);
    }

    @Test
    void aWindowIsOpenedShownAndClosed() throws Exception {
        var answer =
                post(
                        "{\"name\":\"release 1\",\"ttl\":\"30m\",\"guard\":\"enforce\","
                                + "\"target\":\"main\",\"sessions\":\"new\","
                                + "\"only\":{\"users\":[\"deploy\",\"fly.*\"],\"commands\":[]}}");

        assertThat(answer.statusCode()).isEqualTo(201);
        var window = Stage.parsed(answer);
        var id = window.get("id").asString();
        assertThat(answer.headers().firstValue("Location")).hasValue(PATH + "/" + id);
        assertThat(window.get("state").asString()).isEqualTo("open");
        assertThat(window.get("opened_at").asString()).isEqualTo("2026-01-01T12:00:00.000000Z");
        assertThat(window.get("closes_at").asString()).isEqualTo("2026-01-01T12:30:00.000000Z");
        assertThat(window.get("closed_at").isNull()).isTrue();
        assertThat(window.get("guard").asString()).isEqualTo("enforce");
        assertThat(window.get("sessions").asString()).isEqualTo("new");
        assertThat(window.get("only"))
                .hasToString("{\"users\":[\"deploy\",\"fly.*\"],\"commands\":[]}");
        assertThat(stage.json(PATH + "/" + id)).isEqualTo(window);
        assertThat(stage.json(PATH).get(0)).isEqualTo(window);
        assertThat(stage.json(PATH + "?target=other")).isEmpty();

        stage.now = stage.now.plusSeconds(60);
        var closed = delete(id, BEARER);

        assertThat(closed.statusCode()).isEqualTo(200);
        var verdict = Stage.parsed(closed);
        assertThat(verdict.get("state").asString()).isEqualTo("closed");
        assertThat(verdict.get("closed_by").asString()).isEqualTo("call");
        assertThat(verdict.get("verdict").asString()).isEqualTo("clean");
        assertThat(verdict.get("incidents")).isEmpty();
        assertThat(verdict.get("blocked_session_seconds").asDouble()).isZero();
        assertThat(verdict.get("suggestion").isNull()).isTrue();
        assertThat(Stage.parsed(delete(id, BEARER))).isEqualTo(verdict);
        assertThat(stage.json(PATH).get(0)).isEqualTo(verdict);
    }

    @Test
    void aNameAndATtlAreEnough() throws Exception {
        var window = opened("{\"name\":\"release 1\",\"ttl\":\"1s\"}");

        assertThat(window.get("target").isNull()).isTrue();
        assertThat(window.get("guard").asString()).isEqualTo("enforce");
        assertThat(window.get("sessions").asString()).isEqualTo("all");
        assertThat(window.get("only")).isEmpty();
        for (var target : new String[] {"main", "other"})
            assertThat(stage.deploys.inForce(target, GuardSettings.DEFAULTS).settings().mode())
                    .isEqualTo(GuardMode.ENFORCE);
        stage.now = stage.now.plus(Duration.ofSeconds(1));
        assertThat(stage.json(PATH).get(0).get("closed_by").asString()).isEqualTo("ttl");
    }

    @Test
    void openingAndClosingNeedTheToken() throws Exception {
        var body = "{\"name\":\"x\",\"ttl\":\"1m\"}";
        var id = opened(body).get("id").asString();

        assertThat(stage.post(PATH, body).statusCode()).isEqualTo(401);
        assertThat(delete(id).statusCode()).isEqualTo(401);
        assertThat(stage.json(PATH)).hasSize(1);
        assertThat(stage.json(PATH).get(0).get("state").asString()).isEqualTo("open");
    }

    @Test
    void whereNoTokenIsConfiguredNothingIsOpened() throws Exception {
        try (var without = new Stage().start()) {
            var answer = without.post(PATH, "{\"name\":\"x\",\"ttl\":\"1m\"}", BEARER);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(without.json(PATH)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                                              | not the JSON
                    x                                               | not the JSON
                    null                                            | must be a JSON object
                    []                                              | must be a JSON object
                    {}                                              | name must be a text of 1 to 100
                    {}                                              | ttl must be a duration from 1s to 24h such as 30m.
                    {"name":" ","ttl":"1m"}                         | name must be
                    {"name":"a\\u202eb","ttl":"1m"}                 | name must be
                    {"name":5,"ttl":"1m"}                           | name must be a text
                    {"name":"x","ttl":"999ms"}                      | got '999ms'
                    {"name":"x","ttl":"25h"}                        | from 1s to 24h
                    {"name":"x","ttl":"soon"}                       | got 'soon'
                    {"name":"x","ttl":60}                           | ttl must be a text
                    {"name":"x","ttl":"1m","guard":"kill"}          | guard must be off, observe or enforce, got 'kill'
                    {"name":"x","ttl":"1m","sessions":"some"}       | sessions must be all or new
                    {"name":"x","ttl":"1m","nmae":"y"}              | 'nmae' is unknown; known are: name, ttl
                    {"name":"x","ttl":"1m","only":[]}               | only must be an object
                    {"name":"x","ttl":"1m","only":{"user":["a"]}}   | only.'user' is unknown; known are: users
                    {"name":"x","ttl":"1m","only":{"users":"a"}}    | only.users must be a list
                    {"name":"x","ttl":"1m","only":{"users":["("]}}  | only.users must be a list
                    {"name":"x","ttl":"1m","only":{"users":[1]}}    | only.users must be a list
                    """)
    void aBodyThatIsWrongIsToldWhatIsRight(String body, String said) throws Exception {
        var answer = post(body == null ? "" : body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(Stage.parsed(answer).get("detail").asString()).contains(said);
        assertThat(stage.json(PATH)).isEmpty();
    }

    @Test
    void whatDoesNotExistIsNotFound() throws Exception {
        var elsewhere = post("{\"name\":\"x\",\"ttl\":\"1m\",\"target\":\"none\"}");
        assertThat(elsewhere.statusCode()).isEqualTo(404);
        assertThat(elsewhere.body()).contains("known are: main, other");
        assertThat(delete("none", BEARER).statusCode()).isEqualTo(404);
        assertThat(stage.get(PATH + "/none").statusCode()).isEqualTo(404);
        assertThat(stage.get(PATH + "?target=none").statusCode()).isEqualTo(404);
    }

    @Test
    void oneThatCannotBeKeptIsRefused() throws Exception {
        stage.diskFull = true;
        assertThat(post("{\"name\":\"x\",\"ttl\":\"1m\"}").statusCode()).isEqualTo(503);
        assertThat(stage.json(PATH)).isEmpty();
    }

    @Test
    void oneTooManyIsRefused() throws Exception {
        for (var i = 0; i < 50; i++) opened("{\"name\":\"x\",\"ttl\":\"1m\"}");
        assertThat(post("{\"name\":\"x\",\"ttl\":\"1m\"}").statusCode()).isEqualTo(409);
    }

    @Test
    void readersOfTheEventsHearOfIt() throws Exception {
        try (var reader = new EventReader(stage.port(), "?target=main")) {
            assertThat(reader.next("deploys")).isEmpty();
            var id = opened("{\"name\":\"x\",\"ttl\":\"1m\"}").get("id").asString();
            assertThat(reader.next("deploys").at("/0/id").asString()).isEqualTo(id);
            delete(id, BEARER);
            assertThat(reader.next("deploys").at("/0/state").asString()).isEqualTo("closed");
        }
    }
}
