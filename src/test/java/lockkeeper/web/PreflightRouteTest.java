package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockMode;
import lockkeeper.preflight.PreflightFailed;
import lockkeeper.preflight.PreflightReport;
import lockkeeper.preflight.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class PreflightRouteTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<String> asked = new ArrayList<>();
    private final Stage stage =
            new Stage()
                    .preflights(
                            (target, database, relation, mode) -> {
                                asked.add(target + " " + database + " " + relation + " " + mode);
                                if (relation.equals("a b")) return null;
                                if (relation.equals("down"))
                                    throw new PreflightFailed("no route", new IOException());
                                return new PreflightReport(Verdict.WAITS, NOW, "app", List.of());
                            });

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void answersAsTheCommandDoes() throws Exception {
        stage.start();
        var path = "/api/v1/preflight?database=app&relation=public.users&mode=ShareLock";
        assertThat(stage.json(path).get("verdict").asString()).isEqualTo("waits");
        assertThat(asked).containsExactly("main app public.users " + LockMode.SHARE);
    }

    @Test
    void takesTheStrongestModeIfNoneIsGiven() throws Exception {
        stage.start().get("/api/v1/preflight?relation=users");
        assertThat(asked).containsExactly("main null users " + LockMode.ACCESS_EXCLUSIVE);
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        stage.start();
        assertThat(stage.get("/api/v1/preflight").statusCode()).isEqualTo(400);
        assertThat(stage.get("/api/v1/preflight?relation=x&mode=hard").statusCode()).isEqualTo(400);
        assertThat(stage.get("/api/v1/preflight?relation=a%20b").statusCode()).isEqualTo(400);
        assertThat(stage.get("/api/v1/preflight?relation=x&target=no").statusCode()).isEqualTo(404);
        assertThat(stage.get("/api/v1/preflight?relation=down").statusCode()).isEqualTo(502);
    }
}
