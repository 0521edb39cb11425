package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Action;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.SignalResult;
import lockkeeper.lock.BackendId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.time.Instant;

class SessionsTest {
    private static final String BODY =
            "{\"target\":\"main\",\"backend_start\":\"2026-01-01T11:59:00.123456Z\"}";

    private final Stage stage = new Stage();

    @BeforeEach
    void start() throws Exception {
        stage.withToken().target("main").target("other").start().sees(new Scene().snapshot());
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return stage.post(path, body, "Authorization", "Bearer " + Stage.TOKEN);
    }

    @Test
    void aSessionIsSignalledByItsStartToTheMicrosecond() throws Exception {
        var cancelled = post("/api/v1/sessions/4711/cancel", BODY);
        var terminated = post("/api/v1/sessions/4711/terminate", BODY);

        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(cancelled.body())
                .isEqualTo(
                        "{\"target\":\"main\",\"pid\":4711,\"action\":\"cancel\",\"result\":\"sent\"}");
        assertThat(terminated.statusCode()).isEqualTo(200);
        var session = new BackendId(4711, Instant.parse("2026-01-01T11:59:00.123456Z"));
        assertThat(stage.signals)
                .containsExactly(
                        new Stage.Signal(Action.CANCEL, session),
                        new Stage.Signal(Action.TERMINATE, session));
        assertThat(stage.journal.getFirst())
                .isEqualTo(
                        new JournalEntry.Manual(
                                "main", stage.now, Action.CANCEL, session, "127.0.0.1", "sent"));
    }

    @Test
    void whatTheServerSaysIsPassedOn() throws Exception {
        stage.signalResult = new SignalResult.AlreadyGone();
        assertThat(post("/api/v1/sessions/4711/cancel", BODY).statusCode()).isEqualTo(409);
        stage.signalResult = new SignalResult.Refused("permission denied");
        var refused = post("/api/v1/sessions/4711/cancel", BODY);
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).contains("permission denied");
        stage.signalResult = new SignalResult.Unknown("timed out");
        assertThat(post("/api/v1/sessions/4711/cancel", BODY).statusCode()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "[]",
                "{}",
                "{\"target\":\"main\"}",
                "{\"target\":\"main\",\"backend_start\":\"yesterday\"}",
                "{\"target\":\"main\",\"backend_start\":\"2026-01-01T11:59:00Z\",\"force\":true}"
            })
    void aBodyThatDoesNotNameTheSessionIsRefused(String body) throws Exception {
        assertThat(post("/api/v1/sessions/4711/cancel", body).statusCode()).isEqualTo(400);
        assertThat(stage.signals).isEmpty();
    }

    @Test
    void thePidMustBeOne() throws Exception {
        for (var pid : new String[] {"0", "-1", "x", "99999999999"})
            assertThat(post("/api/v1/sessions/" + pid + "/terminate", BODY).statusCode())
                    .as(pid)
                    .isEqualTo(400);
        assertThat(post("/api/v1/sessions/4711/kill", BODY).statusCode()).isEqualTo(404);
        assertThat(stage.signals).isEmpty();
    }
}
