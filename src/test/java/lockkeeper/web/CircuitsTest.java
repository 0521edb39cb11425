package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.JournalEntry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;

class CircuitsTest {
    private static final String CLOSE = "/api/v1/targets/main/circuit/close";

    private final Stage stage = new Stage();

    @BeforeEach
    void start() throws Exception {
        stage.withToken().target("main").target("other").start();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private HttpResponse<String> post(String path) throws Exception {
        return stage.post(path, "", "Authorization", "Bearer " + Stage.TOKEN);
    }

    @Test
    void anOpenCircuitIsClosedAndItIsWrittenDownWhoAsked() throws Exception {
        stage.circuitIsOpen();
        var answer = post(CLOSE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"target\":\"main\",\"circuit\":\"closed\"}");
        assertThat(stage.closedCircuits).containsExactly("main");
        assertThat(stage.journal)
                .containsExactly(new JournalEntry.CircuitClosed("main", stage.now, "127.0.0.1"));
    }

    @Test
    void oneThatIsNotOpenIsLeftAsItIs() throws Exception {
        assertThat(post(CLOSE).statusCode()).isEqualTo(409);
        assertThat(stage.closedCircuits).isEmpty();
        assertThat(stage.journal).isEmpty();
    }

    @Test
    void theTokenAndAKnownTargetAreNeeded() throws Exception {
        stage.circuitIsOpen();
        assertThat(stage.post(CLOSE, "").statusCode()).isEqualTo(401);
        assertThat(post("/api/v1/targets/third/circuit/close").statusCode()).isEqualTo(404);
        assertThat(stage.get(CLOSE).statusCode()).isEqualTo(405);
        assertThat(stage.closedCircuits).isEmpty();
    }
}
