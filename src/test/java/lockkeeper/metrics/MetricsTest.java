package lockkeeper.metrics;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import lockkeeper.graph.Scene;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.GuardStatus;
import lockkeeper.guard.Reason;
import lockkeeper.lock.LockTarget;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.PoolUse;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

class MetricsTest {
    private static final String[] CONTRACT = {
        "up",
        "sample_seconds",
        "sample_age_seconds",
        "sample_failures_total",
        "waiting_sessions",
        "blocking_sessions",
        "oldest_wait_seconds",
        "oldest_transaction_seconds",
        "ddl_queued_sessions",
        "blocked_session_seconds_total",
        "ddl_blocked_session_seconds_total",
        "queue_depth",
        "incidents_total",
        "incident_open",
        "guard_mode",
        "guard_actions_total",
        "guard_leader",
        "guard_circuit_open",
        "relief_seconds",
        "alerts_total",
        "journal_failures_total",
        "invalid_indexes",
        "unvalidated_constraints",
        "build_info"
    };

    private final MetricsScene scene = new MetricsScene();
    private final Scene pileUp =
            new Scene()
                    .held(1, ACCESS_SHARE, USERS)
                    .state(1, "idle in transaction")
                    .awaited(2, ACCESS_EXCLUSIVE, USERS)
                    .crowd(3, 7, ACCESS_SHARE, USERS)
                    .held(20, ACCESS_EXCLUSIVE, ORDERS)
                    .awaited(21, ACCESS_SHARE, ORDERS);

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void everyMetricOfTheContractHasATypeAHelpAndOurPrefix() {
        scene.sees(pileUp);
        scene.main.onCatalogs(List.of(new CatalogFacts("app", 1, 2, List.of())));
        var exposed = scene.exposed();
        for (var name : CONTRACT) {
            assertThat(exposed.types()).containsKey("lockkeeper_" + name);
            assertThat(exposed.help().get("lockkeeper_" + name)).as(name).isNotBlank();
        }
    }

    @Test
    void ofADatabaseThatIsThereNoMoreNothingIsKnown() {
        scene.sees(pileUp);
        scene.main.onCatalogs(
                List.of(
                        new CatalogFacts("app", 1, 2, List.of()),
                        new CatalogFacts("old", 3, 4, List.of())));
        scene.main.onCatalogs(List.of(new CatalogFacts("app", 0, 2, List.of())));
        var exposed = scene.exposed();
        assertEquals(0, exposed.value("lockkeeper_invalid_indexes{database=app, target=main}"));
        assertEquals(
                2, exposed.value("lockkeeper_unvalidated_constraints{database=app, target=main}"));
        assertEquals(
                Double.NaN, exposed.value("lockkeeper_invalid_indexes{database=old, target=main}"));
    }

    @Test
    void poolsBearTheNamesThatUsersOfMicrometerKnow() {
        scene.metrics.pool("lockkeeper-main", () -> new PoolUse(8, 1, 2, 3, 5, 4));
        var exposed = scene.exposed();
        for (var name : List.of("", "_active", "_idle", "_pending", "_max", "_min"))
            assertThat(exposed.help().get("hikaricp_connections" + name)).as(name).isNotBlank();
        assertEquals(8, exposed.value("hikaricp_connections{pool=lockkeeper-main}"));
        assertEquals(1, exposed.value("hikaricp_connections_active{pool=lockkeeper-main}"));
        assertEquals(2, exposed.value("hikaricp_connections_idle{pool=lockkeeper-main}"));
        assertEquals(3, exposed.value("hikaricp_connections_pending{pool=lockkeeper-main}"));
        assertEquals(5, exposed.value("hikaricp_connections_max{pool=lockkeeper-main}"));
        assertEquals(4, exposed.value("hikaricp_connections_min{pool=lockkeeper-main}"));
    }

    @Test
    void aGaugeThatFailsLeavesTheOthersReadable() {
        scene.metrics.target(
                "broken",
                () -> {
                    throw new IllegalStateException("not wired");
                },
                _ -> Set.of(),
                () -> Duration.ofSeconds(5));
        var exposed = scene.exposed();
        assertEquals(Double.NaN, exposed.value("lockkeeper_guard_leader{target=broken}"));
        assertEquals(1, exposed.value("lockkeeper_guard_leader{target=main}"));
    }

    @Test
    void whatCanBeCountedIsZeroBeforeItHappens() {
        var exposed = scene.exposed();
        assertEquals(4, exposed.count("lockkeeper_sample_failures_total{"));
        assertEquals(10, exposed.count("lockkeeper_guard_actions_total{"));
        assertEquals(4, exposed.count("lockkeeper_incidents_total{"));
        assertEquals(24, exposed.count("lockkeeper_contentions_total{"));
        assertEquals(6, exposed.count("lockkeeper_contention_open{"));
        assertEquals(6, exposed.count("lockkeeper_alerts_total{"));
        assertEquals(2, exposed.count("lockkeeper_sample_seconds_count{"));
        assertEquals(13, exposed.count("lockkeeper_waiting_sessions{"));
        for (var series : exposed.values().entrySet())
            if (series.getKey().matches("lockkeeper_\\w+_(total|count|bucket)\\{.*"))
                assertEquals(0, series.getValue(), series.getKey());
    }

    @Test
    void gaugesShowTheNewestSample() {
        scene.behindDdl = Set.of(Scene.backend(3), Scene.backend(4));
        scene.sees(pileUp);
        var exposed = scene.exposed();
        assertEquals(
                9,
                exposed.value(
                        "lockkeeper_waiting_sessions"
                                + "{database=app, lock_type=relation, target=main}"));
        assertEquals(
                0,
                exposed.value(
                        "lockkeeper_waiting_sessions{database=app, lock_type=tuple, target=main}"));
        assertEquals(3, exposed.value("lockkeeper_blocking_sessions{target=main}"));
        assertEquals(2, exposed.value("lockkeeper_ddl_queued_sessions{target=main}"));
        assertEquals(0.49, exposed.value("lockkeeper_oldest_wait_seconds{target=main}"), 1e-9);
        assertEquals(
                1.5,
                exposed.value(
                        "lockkeeper_oldest_transaction_seconds"
                                + "{state=idle in transaction, target=main}"));
        assertEquals(
                8,
                exposed.value(
                        "lockkeeper_queue_depth"
                                + "{database=app, relation=public.users, target=main}"));
        assertEquals(1, exposed.value("lockkeeper_up{target=main}"));
        assertEquals(1, exposed.value("lockkeeper_sample_seconds_count{kind=full, target=main}"));
    }

    @Test
    void aRelationThatNobodyWaitsForAnyMoreIsGone() {
        scene.sees(pileUp);
        assertEquals(2, scene.exposed().count("lockkeeper_queue_depth{"));
        scene.sees(new Scene().held(1, ACCESS_EXCLUSIVE, USERS).awaited(2, ACCESS_SHARE, USERS));
        assertEquals(
                1,
                scene.exposed()
                        .value(
                                "lockkeeper_queue_depth"
                                        + "{database=app, relation=public.users, target=main}"));
        assertEquals(1, scene.exposed().count("lockkeeper_queue_depth{"));
        scene.seesNobody(START.plusSeconds(2));
        assertEquals(0, scene.exposed().count("lockkeeper_queue_depth{"));
    }

    @Test
    void waitersForOneRowCountForItsTable() {
        scene.sees(
                new Scene()
                        .held(1, ACCESS_EXCLUSIVE, LockTarget.tuple(5, 1001, 7, 3))
                        .awaited(2, ACCESS_EXCLUSIVE, LockTarget.tuple(5, 1001, 7, 3))
                        .held(3, ACCESS_EXCLUSIVE, USERS)
                        .awaited(4, ACCESS_EXCLUSIVE, USERS));
        assertEquals(
                2,
                scene.exposed()
                        .value(
                                "lockkeeper_queue_depth"
                                        + "{database=app, relation=public.users, target=main}"));
    }

    @Test
    void aServerThatCannotBeSeenIsNeverShownAsQuiet() {
        assertEquals(0, scene.exposed().value("lockkeeper_up{target=main}"));
        assertEquals(Double.NaN, blocking());
        scene.sees(pileUp);
        scene.main.onMissed(
                "main", new SnapshotFailed(SnapshotFailed.Reason.TIMEOUT, "late", new Exception()));
        assertEquals(0, scene.exposed().value("lockkeeper_up{target=main}"));
        assertEquals(3, blocking(), "for a moment the last value still stands");
        scene.later(Duration.ofMillis(5001));
        assertEquals(Double.NaN, blocking());
        assertEquals(
                5.001, scene.exposed().value("lockkeeper_sample_age_seconds{target=main}"), 1e-9);
        assertEquals(
                1,
                scene.exposed()
                        .value("lockkeeper_sample_failures_total{reason=timeout, target=main}"));
        scene.seesNobody(START.plusSeconds(6));
        assertEquals(0, blocking());
        assertEquals(1, scene.exposed().value("lockkeeper_up{target=main}"));
    }

    @Test
    void soItIsWhenSomebodySetsTheClockBack() {
        scene.sees(pileUp);
        scene.later(Duration.ofMillis(5001));
        scene.now = START.minusSeconds(3600);
        assertEquals(Double.NaN, blocking());
        assertEquals(0, scene.exposed().value("lockkeeper_up{target=main}"));
        assertEquals(
                5.001, scene.exposed().value("lockkeeper_sample_age_seconds{target=main}"), 1e-9);
    }

    @Test
    void ofTheCatalogsOfAServerThatCannotBeSeenNothingIsKnown() {
        scene.sees(pileUp);
        scene.main.onCatalogs(List.of(new CatalogFacts("app", 1, 2, List.of())));
        assertEquals(1, invalidIndexes());
        scene.later(Duration.ofMillis(5001));
        assertEquals(Double.NaN, invalidIndexes());
        assertEquals(
                Double.NaN,
                scene.exposed()
                        .value("lockkeeper_unvalidated_constraints{database=app, target=main}"));
        scene.sees(pileUp);
        assertEquals(1, invalidIndexes());
    }

    private double invalidIndexes() {
        return scene.exposed().value("lockkeeper_invalid_indexes{database=app, target=main}");
    }

    private double blocking() {
        return scene.exposed().value("lockkeeper_blocking_sessions{target=main}");
    }

    @Test
    void theGuardIsShownAsItStandsNow() {
        assertEquals(1, mode("observe"));
        scene.status = MetricsScene.status(GuardMode.ENFORCE, START);
        assertEquals(0, mode("observe"));
        assertEquals(1, mode("enforce"));
        assertEquals(1, scene.exposed().value("lockkeeper_guard_circuit_open{target=main}"));
    }

    @Test
    void whoeverElseLeadsIsShown() {
        assertEquals(0, scene.exposed().value("lockkeeper_guard_led_by_another{target=main}"));
        scene.status =
                new GuardStatus(
                        GuardMode.ENFORCE,
                        GuardSettings.DEFAULTS,
                        false,
                        true,
                        null,
                        false,
                        null,
                        Reason.NOT_LEADER);
        assertEquals(1, scene.exposed().value("lockkeeper_guard_led_by_another{target=main}"));
    }

    @Test
    void aGuardThatCouldNotActSaysWhy() {
        assertEquals(6, scene.exposed().count("lockkeeper_guard_stands_down{"));
        assertEquals(0, standsDown("not allowed"));
        scene.status =
                new GuardStatus(
                        GuardMode.ENFORCE,
                        GuardSettings.DEFAULTS,
                        true,
                        false,
                        null,
                        false,
                        null,
                        Reason.NOT_ALLOWED);
        assertEquals(1, standsDown("not allowed"));
        assertEquals(0, standsDown("standby"));
    }

    private double standsDown(String reason) {
        return scene.exposed()
                .value("lockkeeper_guard_stands_down{reason=" + reason + ", target=main}");
    }

    private double mode(String mode) {
        return scene.exposed().value("lockkeeper_guard_mode{mode=" + mode + ", target=main}");
    }

    @Test
    void aQuestionAboutTheOrderCountsOnceWhileItsAnswerStands() {
        var asked = pileUp.answered(2, 1).snapshot();
        scene.sees(asked);
        scene.sees(asked);
        assertEquals(1, scene.exposed().value("lockkeeper_order_questions_total{target=main}"));
        scene.sees(pileUp.answered(2, 1, 3).snapshot());
        assertEquals(2, scene.exposed().value("lockkeeper_order_questions_total{target=main}"));
    }

    @Test
    void theDaemonCountsWhatItIsToldOf() {
        scene.metrics.alert("slack", "failed");
        scene.metrics.journalFailed();
        scene.now = START.plusSeconds(60);
        scene.metrics.configReloaded(false);
        var exposed = scene.exposed();
        assertEquals(1, exposed.value("lockkeeper_alerts_total{channel=slack, outcome=failed}"));
        assertEquals(1, exposed.value("lockkeeper_journal_failures_total{}"));
        assertEquals(0, exposed.value("lockkeeper_config_last_reload_successful{}"));
        assertEquals(
                (double) START.getEpochSecond(),
                exposed.value("lockkeeper_config_last_reload_success_timestamp_seconds{}"));
        assertEquals(1, exposed.value("lockkeeper_build_info{commit=abc, version=1.2}"));
        assertNotEquals(0, exposed.value("jvm_threads_live_threads{}"));
        assertNotEquals(0, exposed.value("process_cpu_seconds_total{}"));
    }

    @Test
    void twoServersAreToldApart() {
        scene.metrics.target(
                "other", () -> scene.status, _ -> Set.of(), () -> Duration.ofSeconds(5));
        scene.sees(pileUp);
        assertEquals(1, scene.exposed().value("lockkeeper_up{target=main}"));
        assertEquals(0, scene.exposed().value("lockkeeper_up{target=other}"));
    }
}
