package lockkeeper.web;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.graph.Scene;
import lockkeeper.incident.News;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class EventsTest {
    private final Stage stage = new Stage();

    @BeforeEach
    void start() throws Exception {
        stage.target("main").target("other").start();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static Scene queue(int length) {
        return new Scene().held(1, ACCESS_EXCLUSIVE, USERS).crowd(100, length, ACCESS_SHARE, USERS);
    }

    @Test
    void aReaderLearnsAtOnceHowThingsStandAndThenWhatChanges() throws Exception {
        stage.sees(queue(3).snapshot());
        try (var reader = new EventReader(stage.port(), "?target=main")) {
            assertThat(reader.next("targets").at("/0/name").asString()).isEqualTo("main");
            assertThat(reader.next("graph").get("waiting").asInt()).isEqualTo(3);

            stage.sees("other", queue(9).snapshot());
            stage.sees(queue(4).snapshot());
            assertThat(reader.next("graph").get("waiting").asInt()).isEqualTo(4);

            stage.misses("gone");
            assertThat(reader.next("graph").get("blind_since").isNull()).isFalse();
        }
    }

    @Test
    void aSlowReaderGetsTheNewestGraphOnly() throws Exception {
        stage.sees(queue(1).snapshot());
        try (var reader = new EventReader(stage.port(), "?target=main")) {
            reader.next("graph");
            for (var length = 2; length <= 50; length++) stage.sees(queue(length).snapshot());

            var first = reader.next("graph").get("waiting").asInt();
            if (first < 50) assertThat(reader.next("graph").get("waiting").asInt()).isEqualTo(50);
        }
    }

    @Test
    void incidentsAndActionsAreTold() throws Exception {
        stage.sees(queue(1).snapshot());
        var incident = PastIncident.pileUp("main");
        try (var reader = new EventReader(stage.port(), "?target=main")) {
            reader.next("graph");
            stage.feed.tell(new News.Opened(incident));
            stage.feed.tell(new News.Acted(incident, incident.actions().getFirst()));
            stage.feed.tell(new News.Ended(incident));

            var opened = reader.next("incident");
            assertThat(opened.get("event").asString()).isEqualTo("opened");
            assertThat(opened.at("/incident/id").asString()).isEqualTo(incident.id());
            var action = reader.next("action");
            assertThat(action.get("incident").asString()).isEqualTo(incident.id());
            assertThat(action.at("/action/action").asString()).isEqualTo("cancel");
            assertThat(reader.next("incident").get("event").asString()).isEqualTo("changed");
            assertThat(reader.next("incident").get("event").asString()).isEqualTo("ended");
        }
    }

    @Test
    void aReaderThatLeavesIsForgotten() throws Exception {
        stage.sees(queue(1).snapshot());
        try (var reader = new EventReader(stage.port(), "?target=main")) {
            reader.next("graph");
            assertThat(stage.feed.readers()).isEqualTo(1);
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            stage.sees(queue(2).snapshot());
                            assertThat(stage.feed.readers()).isZero();
                        });
    }

    @Test
    void theStreamEndsWhenWeDo() throws Exception {
        stage.sees(queue(1).snapshot());
        try (var reader = new EventReader(stage.port(), "?target=main")) {
            reader.next("graph");
            stage.close();
            reader.toTheEnd();
        }
        // the reader may see its end before our side has left
        await().atMost(Duration.ofSeconds(20)).until(() -> stage.feed.readers() == 0);
    }

    @Test
    void theTargetMustBeKnown() throws Exception {
        assertThat(stage.get("/api/v1/events").statusCode()).isEqualTo(400);
        assertThat(stage.get("/api/v1/events?target=none").statusCode()).isEqualTo(404);
    }

    @Test
    void theLastMinutesAreRemembered() throws Exception {
        var start = Scene.START;
        stage.now = start.plusSeconds(3600); // our clock is an hour ahead of the server's
        stage.sees(new Scene().sampledAt(start).snapshot());
        stage.sees(queue(2).sampledAt(start.plusSeconds(2)).snapshot());
        stage.sees(queue(5).sampledAt(start.plusSeconds(2).plusMillis(100)).snapshot());
        stage.sees(queue(1).sampledAt(start.plusSeconds(2).plusMillis(200)).snapshot());
        stage.sees(new Scene().sampledAt(start.plusSeconds(4)).snapshot());

        var history = stage.json("/api/v1/history?target=main");

        assertThat(history.get("until").asString()).isEqualTo("2026-01-01T12:00:04.000000Z");
        assertThat(history.get("quiet_since").asString()).isEqualTo("2026-01-01T12:00:04.000000Z");
        assertThat(history.get("waiting")).hasSize(900);
        assertThat(history.get("waiting").valueStream().skip(895).map(Object::toString))
                .containsExactly("0", "null", "5", "null", "0");

        stage.misses("gone");
        assertThat(stage.json("/api/v1/history?target=main").get("quiet_since").isNull()).isTrue();
    }
}
