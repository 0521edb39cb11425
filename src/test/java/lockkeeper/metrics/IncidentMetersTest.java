package lockkeeper.metrics;

import static lockkeeper.graph.Scene.START;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.incident.Incident.GuardAction;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.incident.News;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class IncidentMetersTest {
    private final MetricsScene scene = new MetricsScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void anIncidentIsOpenUntilItEndsAndThenCounted() {
        scene.main.tell(new News.Opened(incident("main", null)));
        scene.main.tell(new News.Opened(incident("main", null)));
        assertEquals(1, value("incident_open{target=main}"));
        scene.main.tell(new News.Ended(incident("main", EndedBy.SOMEONE_ELSE)));
        assertEquals(0, value("incident_open{target=main}"));
        assertEquals(1, value("incidents_total{outcome=someone else, target=main}"));
        assertEquals(0.25, value("relief_seconds_sum{target=main}"), 1e-9);
        assertEquals(0, value("relief_seconds_bucket{le=0.1, target=main}"));
        assertEquals(1, value("relief_seconds_bucket{le=0.25, target=main}"));
    }

    @Test
    void contentionThatIsNotDdlIsCountedApart() {
        scene.main.tell(new News.Opened(incident("main", Kind.HOT_ROW, null)));
        assertEquals(0, value("incident_open{target=main}"));
        assertEquals(1, value("contention_open{kind=hot row, target=main}"));
        scene.main.tell(new News.Ended(incident("main", Kind.HOT_ROW, EndedBy.ITSELF)));
        assertEquals(0, value("contention_open{kind=hot row, target=main}"));
        assertEquals(1, value("contentions_total{kind=hot row, outcome=itself, target=main}"));
        assertEquals(0, value("incidents_total{outcome=itself, target=main}"));
    }

    @Test
    void anActionCountsOnceItsOutcomeIsKnown() {
        scene.main.tell(acted(true, null));
        assertEquals(0, value("guard_actions_total{action=cancel, outcome=released, target=main}"));
        scene.main.tell(acted(true, Outcome.RELEASED));
        assertEquals(1, value("guard_actions_total{action=cancel, outcome=released, target=main}"));
        scene.main.tell(acted(false, null));
        assertEquals(1, value("guard_declined_total{reason=too few, target=main}"));
    }

    @Test
    void newsOfAnotherServerAreNotOurs() {
        scene.main.tell(new News.Opened(incident("other", null)));
        assertEquals(0, value("incident_open{target=main}"));
    }

    private double value(String series) {
        return scene.exposed().value("lockkeeper_" + series);
    }

    private static News acted(boolean enforced, @Nullable Outcome outcome) {
        var action =
                new GuardAction(
                        "a", START, Action.CANCEL, 2, enforced, "too few", null, 5, null, outcome);
        return new News.Acted(incident("main", null), action);
    }

    private static Incident incident(String target, @Nullable EndedBy endedBy) {
        return incident(target, Kind.DDL, endedBy);
    }

    private static Incident incident(String target, Kind kind, @Nullable EndedBy endedBy) {
        return new Incident(
                "i1",
                target,
                kind,
                "app",
                "public.users",
                null,
                START,
                endedBy == null ? null : START.plusSeconds(3),
                0,
                9,
                12.5,
                List.of(),
                List.of(),
                endedBy,
                endedBy == null ? null : Duration.ofMillis(250),
                "9 sessions wait.",
                null,
                List.of(),
                true,
                LockSnapshot.quiet(START, false));
    }
}
