package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import lockkeeper.exec.NotArmed;
import lockkeeper.exec.Progress;
import lockkeeper.exec.Proof;
import lockkeeper.exec.Stopped;
import lockkeeper.setting.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// What `exec` makes of a daemon's answers.
@Timeout(60)
class DaemonCoverTest {
    private static final String START = "2026-01-01T12:00:00.000000Z";
    private static final String LATER = "2026-01-01T12:00:05.500000Z";

    private final HttpServer server;
    private final StringWriter said = new StringWriter();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final DaemonClient client;
    private final DaemonCover cover;
    private volatile String opened = "";
    private volatile String guard = guard("null", "null", false);
    private volatile boolean ledByAnother;
    private volatile String role = role(true, true);
    private volatile boolean standby;
    private volatile boolean losesAnswer;
    private volatile String sessions = "";
    private volatile String actions = "";
    private volatile int preflightStatus = 200;
    private volatile String ahead = "";

    DaemonCoverTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = new DaemonClient(address, new Secret("s3cret"));
        var progress = new Progress(new PrintWriter(said));
        cover = new DaemonCover(client, null, "flyway", Map.of(), progress, null);
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::reply);
        server.start();
    }

    @AfterEach
    void stop() {
        cover.close();
        client.close();
        server.stop(0);
    }

    private void reply(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("POST")) {
            opened = body.replaceFirst("(?s).*\"name\":\"([^\"]*)\".*", "$1");
            if (losesAnswer) {
                exchange.close();
                return;
            }
        }
        if (exchange.getRequestMethod().equals("DELETE")) closed.add(path);
        var isPreflight = path.endsWith("/preflight");
        var bytes = answer(path, exchange).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(isPreflight ? preflightStatus : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
        if (path.endsWith("/graph")) looks.incrementAndGet();
    }

    private String answer(String path, HttpExchange exchange) {
        if (path.endsWith("/targets"))
            return "[{\"name\":\"main\",\"state\":\"watching\",\"in_recovery\":%s,\"role\":%s,\"guard\":%s}]"
                    .formatted(
                            standby,
                            role,
                            guard.replace("{", "{\"led_by_another\":" + ledByAnother + ","));
        if (path.endsWith("/graph"))
            return "{\"target\":\"main\",\"sampled_at\":\"%s\",\"situations\":[],\"sessions\":[%s],"
                            .formatted(LATER, sessions)
                    + "\"queues\":[{\"lock\":{\"type\":\"relation\",\"database\":\"app\","
                    + "\"name\":\"public.users\"},\"holders\":[],\"waiters\":[{\"pid\":7,"
                    + "\"mode\":\"AccessExclusiveLock\"}]}]}";
        if (path.endsWith("/deploys") && exchange.getRequestMethod().equals("GET"))
            return "[{\"id\":\"w9\",\"name\":\"flyway\"},{\"id\":\"w1\",\"name\":\"%s\"}]"
                    .formatted(opened);
        if (path.contains("/deploys")) return "{\"id\":\"w1\",\"incidents\":[\"i1\"]}";
        if (path.contains("/incidents"))
            return "{\"blockers\":[{\"pid\":7,\"backend_start\":\"%s\",\"command\":\"ALTER TABLE\"}],"
                            .formatted(LATER)
                    + "\"actions\":[%s]}".formatted(actions);
        return "{\"statements\":[{\"locks\":[{\"ahead\":[%s]}]}]}".formatted(ahead);
    }

    private static String guard(String standsDown, String circuitOpenUntil, boolean killSwitch) {
        return "{\"mode\":\"enforce\",\"stands_down\":%s,\"circuit_open_until\":%s,\"kill_switch\":%s}"
                .formatted(standsDown, circuitOpenUntil, killSwitch);
    }

    private static String role(boolean sees, boolean signals) {
        return "{\"name\":\"keeper\",\"superuser\":false,\"sees_others\":%s,\"signals_others\":%s}"
                .formatted(sees, signals);
    }

    private static String action(String xactStart, String outcome, boolean byHand) {
        return "{\"id\":\"%s\",\"pid\":7,\"enforced\":true,\"by_hand\":%s,\"outcome\":%s,"
                        .formatted(xactStart, byHand, outcome)
                + "\"xact_start\":\"%s\"}".formatted(xactStart);
    }

    /// The command's ALTER, a report in its way, and a reader behind it.
    private static String pileUp(String xactStart, String queryStart) {
        var form =
                "{\"pid\":%d,\"backend_start\":\"%s\",\"xact_start\":\"%s\",\"query_start\":\"%s\","
                    + "\"command\":\"%s\",\"state\":\"active\",\"waiting\":%s,"
                    + "\"waiting_since\":%s,\"waits_for\":%s,\"blocked_by\":[%s],"
                    + "\"blocked_by_count\":0,\"blocked_by_holders\":0,\"released_if_ended\":0}";
        var since = "\"" + LATER + "\"";
        var awaited = "{\"lock\":\"relation public.users\",\"mode\":\"AccessExclusiveLock\"}";
        return String.join(
                ",",
                form.formatted(3, START, START, START, "SELECT", false, "null", "null", ""),
                form.formatted(
                        7, LATER, xactStart, queryStart, "ALTER TABLE", true, since, awaited, 3),
                form.formatted(9, START, START, START, "SELECT", true, since, awaited, 7));
    }

    private void arm() throws Exception {
        cover.arm(() -> false);
        cover.begin();
    }

    private void sees(String shown) {
        sessions = shown;
        var before = looks.get();
        await().until(() -> looks.get() > before + 2);
    }

    @Test
    void whatAPersonStoppedIsNotTheGuards() throws Exception {
        arm();
        actions = action(LATER, "null", true);
        assertThat(cover.stopped()).isEmpty();
    }

    @Test
    void aSessionThatWentOnIsStoppedInEachOfItsTransactions() throws Exception {
        arm();
        var second = "2026-01-01T12:00:07.120000Z";
        sees(pileUp(LATER, "2026-01-01T12:00:06.000000Z"));
        sees(pileUp(second, second));
        sees("");
        actions =
                action(LATER, "\"released\"", false) + "," + action(second, "\"released\"", false);
        assertThat(cover.stopped())
                .extracting(Stopped::proof)
                .containsExactly(Proof.CLEAR, Proof.NONE);
    }

    @Test
    void itWaitsForTheVeryHoldersThatWereInTheWay() throws Exception {
        arm();
        sees(pileUp(LATER, LATER));
        actions = action(LATER, "\"released\"", false);
        var remains = cover.stopped().getFirst().obstacles().getFirst().remains();
        var form = "{\"pid\":%d,\"mode\":\"%s\",\"granted\":%s,\"since\":\"%s\"}";
        ahead = form.formatted(3, "AccessShareLock", true, START);
        assertThat(remains.getAsBoolean()).as("it still reads").isTrue();
        ahead = form.formatted(3, "AccessShareLock", true, LATER);
        assertThat(remains.getAsBoolean()).as("its next transaction").isFalse();
        ahead = form.formatted(4, "AccessShareLock", true, START);
        assertThat(remains.getAsBoolean()).as("somebody else").isFalse();
        ahead = form.formatted(3, "AccessShareLock", false, START);
        assertThat(remains.getAsBoolean()).as("it only waits").isFalse();
        ahead = form.formatted(3, "ShareUpdateExclusiveLock", true, LATER);
        assertThat(remains.getAsBoolean()).as("a build CONCURRENTLY").isTrue();
    }

    @Test
    void whoCannotBeAskedAboutRemainsForAWhile() throws Exception {
        arm();
        sees(pileUp(LATER, LATER));
        actions = action(LATER, "\"released\"", false);
        var remains = cover.stopped().getFirst().obstacles().getFirst().remains();
        preflightStatus = 503;
        for (var i = 0; i < 5; i++) assertThat(remains.getAsBoolean()).isTrue();
        preflightStatus = 502;
        assertThat(remains.getAsBoolean()).isTrue();
        assertThat(remains.getAsBoolean()).isTrue();
        assertThat(remains.getAsBoolean()).as("there is only the pause").isFalse();
    }

    @Test
    void whatKeepsTheGuardFromActingIsSaidInTheWordsOfOurOwn() {
        assertThat(cover.standsDown()).isNull();
        guard = guard("null", "\"" + LATER + "\"", false);
        assertThat(cover.standsDown()).isEqualTo("guard.max_actions is used up until " + LATER);
        guard = guard("\"kill switch\"", "null", true);
        assertThat(cover.standsDown()).startsWith("guard.kill_switch is set, so the guard");
        guard = guard("\"journal fails\"", "null", false);
        assertThat(cover.standsDown()).isEqualTo("the guard stands down: journal fails");
        guard = guard("\"not leader\"", "null", false);
        assertThat(cover.standsDown()).isEqualTo("the guard stands down: not leader");
        ledByAnother = true;
        assertThat(cover.standsDown()).isNull();
        role = role(true, false);
        assertThat(cover.standsDown()).endsWith("GRANT pg_signal_backend TO \"keeper\";");
        standby = true;
        assertThat(cover.standsDown()).startsWith("the server is a standby");
    }

    @Test
    void whatIsNotWantedAnyMoreIsClosedAgain() {
        assertThatThrownBy(() -> cover.arm(() -> true)).isInstanceOf(NotArmed.class);
        cover.close();
        assertThat(closed).containsExactly("/api/v1/deploys/w1");
    }

    @Test
    void aWindowWhoseIdGotLostIsFoundByItsNameAndClosed() {
        losesAnswer = true;
        assertThatThrownBy(() -> cover.arm(() -> false)).isInstanceOf(NotArmed.class);
        assertThat(opened).matches("flyway \\(exec [0-9a-f]{8}\\)");
        assertThat(closed).containsExactly("/api/v1/deploys/w1");
    }
}
