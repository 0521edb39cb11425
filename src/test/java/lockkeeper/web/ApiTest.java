package lockkeeper.web;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.EXCLUSIVE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Leftover;
import lockkeeper.watch.QueryText;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

class ApiTest {
    private static final Leftover LEFTOVER =
            new Leftover(
                    Leftover.Kind.REINDEX,
                    "public",
                    "\u001b_ccnew",
                    "public.users",
                    "DROP INDEX CONCURRENTLY …;");

    private static final int REPORT = 100;
    private static final int ALTER = 200;

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    private static Scene pileUp() {
        return new Scene()
                .held(REPORT, ACCESS_SHARE, USERS)
                .awaited(ALTER, ACCESS_EXCLUSIVE, USERS)
                .crowd(300, 3, ACCESS_SHARE, USERS)
                .query(ALTER, "ALTER TABLE users ALTER note SET DEFAULT 'secret'");
    }

    @Test
    void theGraphShowsWhoBlocksWhom() throws Exception {
        stage.start().sees(pileUp().snapshot());

        var graph = stage.json("/api/v1/graph");

        assertThat(graph.get("target").asString()).isEqualTo("main");
        assertThat(graph.get("sampled_at").asString()).isEqualTo("2026-01-01T12:00:00.500000Z");
        assertThat(graph.get("server_version").asString()).isEqualTo("17.11");
        assertThat(graph.get("waiting").asInt()).isEqualTo(4);
        assertThat(graph.get("sessions").valueStream().map(s -> s.get("pid").asInt()))
                .containsExactly(REPORT, ALTER, 300, 301, 302);
        var alter = graph.at("/sessions/1");
        assertThat(alter.get("command").asString()).isEqualTo("ALTER TABLE");
        assertThat(alter.get("ddl").asBoolean()).isTrue();
        assertThat(alter.get("query").asString())
                .isEqualTo("ALTER TABLE users ALTER note SET DEFAULT ?");
        assertThat(alter.get("backend_start").asString()).isEqualTo("2026-01-01T11:59:00.200000Z");
        assertThat(alter.get("leader_pid").isNull()).isTrue();
        assertThat(alter.get("waiting").asBoolean()).isTrue();
        assertThat(alter.get("waiting_since").asString()).isEqualTo("2026-01-01T12:00:00.010000Z");
        assertThat(alter.at("/waits_for/lock").asString()).isEqualTo("relation public.users");
        assertThat(alter.at("/waits_for/mode").asString()).isEqualTo("AccessExclusiveLock");
        assertThat(alter.get("blocked_by")).hasToString("[100]");
        assertThat(alter.get("blocked_by_count").asInt()).isEqualTo(1);
        assertThat(alter.get("blocked_by_holders").asInt()).isEqualTo(1);
        assertThat(alter.get("blocking_count").asInt()).isEqualTo(3);
        assertThat(alter.get("released_if_ended").asInt()).isEqualTo(3);
        var reader = graph.at("/sessions/2");
        assertThat(reader.get("blocked_by")).hasToString("[200]");
        assertThat(reader.get("blocked_by_holders").asInt()).isZero();
        assertThat(graph.get("queues"))
                .hasToString(
                        """
                        [{"lock":{"type":"relation","database":"app","name":"public.users",\
                        "table":null},"holders":[{"pid":100,"gid":null,"mode":"AccessShareLock"}],\
                        "waiters":[{"pid":200,"mode":"AccessExclusiveLock",\
                        "since":"2026-01-01T12:00:00.010000Z"},\
                        {"pid":300,"mode":"AccessShareLock","since":"2026-01-01T12:00:00.020000Z"},\
                        {"pid":301,"mode":"AccessShareLock","since":"2026-01-01T12:00:00.030000Z"},\
                        {"pid":302,"mode":"AccessShareLock","since":"2026-01-01T12:00:00.040000Z"}]}]\
                        """);
    }

    @Test
    void aSessionHasExactlyTheFieldsOfTheContract() throws Exception {
        stage.start().sees(pileUp().snapshot());

        assertThat(stage.json("/api/v1/graph").at("/sessions/0").propertyNames())
                .contains(
                        "pid",
                        "backend_start",
                        "backend_type",
                        "leader_pid",
                        "database",
                        "user",
                        "application",
                        "client",
                        "state",
                        "wait_event_type",
                        "wait_event",
                        "xact_start",
                        "query_start",
                        "query",
                        "command",
                        "ddl",
                        "gid",
                        "waiting",
                        "waiting_since",
                        "waits_for",
                        "blocked_by",
                        "blocked_by_count",
                        "blocking_count",
                        "released_if_ended");
    }

    @Test
    void sessionsThatNeitherWaitNorBlockAreShownOnlyOnRequest() throws Exception {
        stage.start()
                .sees(pileUp().held(400, ROW_EXCLUSIVE, USERS).type(500, "walsender").snapshot());

        assertThat(stage.get("/api/v1/graph").body())
                .contains("\"pid\":400")
                .doesNotContain("\"pid\":500,");
        assertThat(stage.get("/api/v1/graph?all=true").body()).contains("\"pid\":500,");
    }

    @Test
    void aPreparedTransactionIsPidZeroWithItsName() throws Exception {
        var prepared = new PreparedTransaction("-1/77", 5, "order-77");
        var other = new PreparedTransaction("-1/78", 5, "order-78");
        stage.start()
                .sees(
                        new Scene()
                                .held(prepared, ACCESS_EXCLUSIVE, USERS)
                                .held(other, ACCESS_SHARE, USERS)
                                .awaited(ALTER, ACCESS_EXCLUSIVE, USERS)
                                .snapshot());

        var sessions = stage.json("/api/v1/graph").get("sessions");

        assertThat(sessions.get(0).get("pid").asInt()).isZero();
        assertThat(sessions.valueStream().limit(2).map(session -> session.get("gid").asString()))
                .containsExactlyInAnyOrder("order-77", "order-78");
        assertThat(sessions.get(0).get("backend_start").isNull()).isTrue();
        assertThat(sessions.get(2).get("blocked_by")).hasToString("[0]");
        assertThat(sessions.get(2).get("blocked_by_count").asInt()).isEqualTo(1);
    }

    @Test
    void atMostAHundredBlockersAreNamedAndAllAreCounted() throws Exception {
        stage.start()
                .sees(
                        new Scene()
                                .held(1, ACCESS_SHARE, USERS)
                                .crowd(1000, 150, ACCESS_EXCLUSIVE, USERS)
                                .snapshot());

        var last = stage.json("/api/v1/graph").at("/sessions/150");

        assertThat(last.get("blocked_by")).hasSize(100);
        assertThat(last.at("/blocked_by/0").asInt()).isEqualTo(1);
        assertThat(last.at("/blocked_by/99").asInt()).isEqualTo(1098);
        assertThat(last.get("blocked_by_count").asInt()).isEqualTo(150);
    }

    @Test
    void howManyEachWouldReleaseIsComputedForEverybodyInAChainOfUsualLength() throws Exception {
        stage.start().sees(chain(300));
        assertThat(released())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 300).boxed().toList());
    }

    @Test
    void inAVeryLongChainOnlyForTheFirst() throws Exception {
        stage.start().sees(chain(3000));
        var released = released();
        assertThat(released.getFirst()).isEqualTo(2999);
        assertThat(released).hasSize(3000).contains(-1);
        assertThat(released.stream().mapToInt(n -> Math.max(n, 0)).sum()).isBetween(50_000, 53_000);
        assertThat(stage.json("/api/v1/whatif?pids=2000").get("released")).hasSize(1000);
    }

    /// As the graph says, in its order; -1 where it says nothing.
    private List<Integer> released() throws Exception {
        return stage.json("/api/v1/graph")
                .get("sessions")
                .valueStream()
                .map(s -> s.get("released_if_ended").asInt(-1))
                .toList();
    }

    /// Each has a transaction and waits for that of the one before.
    private static LockSnapshot chain(int length) {
        var scene = new Scene();
        for (var pid = 1; pid <= length; pid++) {
            scene.held(pid, EXCLUSIVE, LockTarget.transaction("" + pid));
            if (pid > 1) scene.awaited(pid, SHARE, LockTarget.transaction("" + (pid - 1)));
        }
        return scene.snapshot();
    }

    @Test
    void locksAreNamedAsFarAsWeKnow() throws Exception {
        var nameless = LockTarget.relation(6, 4711);
        var row = LockTarget.tuple(5, 1002, 3, 7);
        var scene = new Scene();
        for (var lock : new LockTarget[] {nameless, row, LockTarget.transaction("815"), ORDERS})
            scene.held(1, ACCESS_EXCLUSIVE, lock);
        scene.awaited(2, ACCESS_SHARE, nameless)
                .awaited(3, ACCESS_SHARE, row)
                .awaited(4, ACCESS_SHARE, LockTarget.transaction("815"))
                .awaited(5, ACCESS_SHARE, ORDERS);
        stage.start().sees(scene.snapshot());

        assertThat(
                        stage.json("/api/v1/graph")
                                .get("sessions")
                                .valueStream()
                                .filter(session -> session.get("waiting").asBoolean())
                                .map(session -> session.at("/waits_for/lock").asString()))
                .containsExactlyInAnyOrder(
                        "relation 4711",
                        "tuple public.orders (3,7)",
                        "transactionid 815",
                        "relation public.orders");
    }

    @Test
    void queryTextIsCutAndShownAsConfigured() throws Exception {
        stage.queryText(QueryText.NONE)
                .target("silent")
                .queryText(QueryText.FULL)
                .target("main")
                .start();
        var scene = pileUp().query(REPORT, "SELECT '" + "ä".repeat(5000) + "'");

        stage.sees("main", scene.snapshot()).sees("silent", scene.snapshot());

        var full = stage.json("/api/v1/graph?target=main").get("sessions");
        assertThat(full.get(0).get("query").asString()).hasSize(8 + (4096 - 8) / 2);
        assertThat(full.get(1).get("query").asString()).contains("'secret'");
        var silent = stage.json("/api/v1/graph?target=silent").get("sessions");
        assertThat(silent.get(1).get("query").isNull()).isTrue();
        assertThat(silent.get(1).get("command").asString()).isEqualTo("ALTER TABLE");
    }

    @Test
    void whatIfNamesThoseWhoWouldBeReleased() throws Exception {
        stage.start().sees(pileUp().snapshot());

        assertThat(stage.get("/api/v1/whatif?pids=200").body())
                .isEqualTo(
                        "{\"sampled_at\":\"2026-01-01T12:00:00.500000Z\","
                                + "\"released_now\":[300,301,302],\"released\":[300,301,302]}");
        assertThat(stage.json("/api/v1/whatif?pids=100").get("released_now")).hasToString("[200]");
        assertThat(stage.json("/api/v1/whatif?pids=100,%20200").get("released_now")).hasSize(3);
        assertThat(stage.json("/api/v1/whatif?pids=4").get("released")).isEmpty();
        for (var wrong : new String[] {"", "?pids=", "?pids=x", "?pids=1;2"})
            assertThat(stage.get("/api/v1/whatif" + wrong).statusCode()).isEqualTo(400);
    }

    @Test
    void targetsTellHowTheyStand() throws Exception {
        stage.start();
        assertThat(stage.json("/api/v1/targets").at("/0/state").asString()).isEqualTo("starting");

        stage.sees(pileUp().inRecovery().snapshot());
        var seen = stage.json("/api/v1/targets").get(0);
        assertThat(seen.get("state").asString()).isEqualTo("watching");
        assertThat(seen.get("server_version").asString()).isEqualTo("17.11");
        assertThat(seen.get("in_recovery").asBoolean()).isTrue();
        assertThat(seen.at("/guard/mode").asString()).isEqualTo("observe");
        assertThat(seen.at("/role/signals_others").asBoolean()).isTrue();
        assertThat(seen.get("changes_refused").asString()).contains("http.token");

        stage.catalogs = List.of(new CatalogFacts("shop", 1, 0, List.of(LEFTOVER)));
        assertThat(stage.json("/api/v1/targets").at("/0/leftovers/0"))
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        """
                                        {"database": "shop", "kind": "reindex", "schema": "public",
                                         "name": "\\u001b_ccnew", "table": "public.users",
                                         "clean_up": "DROP INDEX CONCURRENTLY …;"}
                                        """));

        stage.misses("connection refused");
        var blind = stage.json("/api/v1/targets").get(0);
        assertThat(blind.get("state").asString()).isEqualTo("blind");
        assertThat(blind.get("problem").asString()).isEqualTo("connection refused");
        assertThat(stage.json("/api/v1/graph").get("blind_since").isNull()).isFalse();

        stage.sees(pileUp().hidden().snapshot());
        assertThat(stage.json("/api/v1/targets").at("/0/state").asString()).isEqualTo("limited");
        assertThat(stage.json("/api/v1/graph").get("hidden").asBoolean()).isTrue();
    }

    @Test
    void withATokenNothingIsRefusedBeforehand() throws Exception {
        stage.withToken().start();
        assertThat(stage.json("/api/v1/targets").at("/0/changes_refused").isNull()).isTrue();
    }

    @Test
    void theGraphFollowsTheSamples() throws Exception {
        stage.start();
        assertThat(stage.get("/api/v1/graph").statusCode()).isEqualTo(503);

        stage.sees(pileUp().snapshot());
        assertThat(stage.json("/api/v1/graph").get("waiting").asInt()).isEqualTo(4);
        stage.sees(new Scene().snapshot());
        assertThat(stage.json("/api/v1/graph").get("waiting").asInt()).isZero();
    }

    @Test
    void readyOnceEveryTargetWasReadLately() throws Exception {
        stage.target("main").target("other").start().sees(pileUp().snapshot());
        var half = stage.get("/readyz");
        assertThat(half.statusCode()).isEqualTo(503);
        assertThat(half.body())
                .contains("{\"target\":\"other\",\"ready\":false,\"reason\":\"not read yet\"}");

        stage.sees("other", pileUp().snapshot());
        assertThat(stage.get("/readyz").statusCode()).isEqualTo(200);

        stage.misses("connection refused");
        stage.passes(Duration.ofMillis(4999));
        assertThat(stage.get("/readyz").statusCode()).isEqualTo(200);
        stage.passes(Duration.ofMillis(1));
        var old = stage.get("/readyz");
        assertThat(old.statusCode()).isEqualTo(503);
        assertThat(old.body()).contains("\"last read 5 s ago: connection refused\"");
        assertThat(stage.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void theTargetMustBeNamedIfThereAreSeveral() throws Exception {
        stage.target("main").target("other").start().sees(pileUp().snapshot());

        assertThat(stage.get("/api/v1/graph").statusCode()).isEqualTo(400);
        assertThat(stage.get("/api/v1/graph?target=nobody").statusCode()).isEqualTo(404);
        assertThat(stage.get("/api/v1/graph?target=main").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsAreTheExpositionsAnswer() throws Exception {
        var answer = stage.start().get("/metrics");

        assertThat(answer.body()).isEqualTo("#");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8");
    }
}
