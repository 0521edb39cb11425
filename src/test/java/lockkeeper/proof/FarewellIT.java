package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// Who was told that something began is told that it is over, also when the program ends just then;
/// and a receiver that hangs keeps nobody from ending.
@HasOwnServers
class FarewellIT {
    private static final String READ = "SELECT count(*) FROM users";
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";

    private static final String IS_ALTERED =
            "SELECT count(*) > 0 FROM pg_locks"
                    + " WHERE relation = 'users'::regclass AND mode = 'AccessExclusiveLock'";

    @TempDir private Path folder;
    private final PostgresServer server =
            PostgresServer.of(PostgresServer.majors().getLast()).start();
    private final Shop shop = new Shop(server);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch answers = new CountDownLatch(1);
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", this::hear);
        receiver.createContext("/hangs", this::hang);
        receiver.start();
    }

    @AfterEach
    void close() {
        answers.countDown();
        receiver.stop(0);
        shop.close();
        server.close();
    }

    private void hear(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        told.add(new String(body, StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private void hang(HttpExchange exchange) throws IOException {
        try {
            hear(exchange);
            answers.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void theEndOfWhatTheGuardEndedIsToldUnderExec() throws IOException {
        shop.began(READ);
        try (var wrapped = exec(config("", "300ms"), ":transaction", ALTER, ":commit")) {
            readWhileAltered();
            assertThat(wrapped.exitCode()).as(wrapped.said()).isEqualTo(3);
        }
        assertToldOfTheEnd("\"ended_by\":\"guard\"");
    }

    @Test
    void theEndOfWhatEndedWithTheCommandIsToldUnderExec() throws IOException {
        var slowly = List.of(":transaction", ALTER, "SELECT pg_sleep(1)", ":commit");
        try (var wrapped = exec(config("", "1m"), slowly.toArray(String[]::new))) {
            readWhileAltered();
            assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
        }
        assertToldOfTheEnd("\"ended_by\":\"itself\"");
    }

    @Test
    void aReceiverThatHangsKeepsExecForSecondsOnly() throws IOException {
        try (var wrapped =
                exec(config("hangs", "1m"), ":transaction", ALTER, "SELECT pg_sleep(1)")) {
            readWhileAltered();
            var begun = System.nanoTime();
            assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void theEndIsToldThoughADaemonIsStoppedJustThen() throws Exception {
        shop.began(READ);
        try (var daemon = daemon("")) {
            var alter = shop.session().start(ALTER);
            readWhileAltered();
            assertThat(alter).failsWithin(Duration.ofSeconds(10));
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () ->
                                    daemon.get("/api/v1/incidents")
                                            .body()
                                            .contains("\"ended_by\":\""));
            assertThat(daemon.terminate()).isLessThan(Duration.ofSeconds(5));
            assertThat(daemon.exitCode()).isZero();
        }
        assertToldOfTheEnd("\"ended_by\":\"guard\"");
    }

    @Test
    void aReceiverThatHangsKeepsNoDaemonFromEndingInTime() throws Exception {
        shop.began(READ);
        try (var daemon = daemon("hangs")) {
            var alter = shop.session().start(ALTER);
            readWhileAltered();
            assertThat(alter).failsWithin(Duration.ofSeconds(10));
            await().atMost(Duration.ofSeconds(10)).until(() -> !told.isEmpty());
            assertThat(daemon.terminate()).isLessThan(Duration.ofSeconds(5));
            assertThat(daemon.exitCode()).isZero();
            assertThat(daemon.output()).doesNotContain("stopped before everything");
        }
    }

    /// Two who read, begun once DDL is in their way; returns when they have read.
    private void readWhileAltered() {
        var asks = shop.session();
        await("a lock that keeps readers out")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> "t".equals(asks.query(IS_ALTERED)));
        for (var reader : List.of(shop.session().start(READ), shop.session().start(READ)))
            reader.join();
    }

    private void assertToldOfTheEnd(String how) {
        assertThat(told).anyMatch(body -> body.contains("\"event\":\"opened\""));
        assertThat(told).last().asString().contains("\"event\":\"ended\"", how);
    }

    private Wrapped exec(Path config, String... steps) {
        var tool =
                Tool.command(
                        server.url(shop.database()), shop.owner(), folder.resolve("runs"), steps);
        return Wrapped.start(List.of("--config", config.toString(), "--retries", "0"), tool);
    }

    private Daemon daemon(String path) throws IOException {
        var daemon = Daemon.start("run", "--config", config(path, "300ms").toString());
        daemon.awaitStatus(200, "/armedz");
        return daemon;
    }

    /// @param path of the receiver
    private Path config(String path, String sustained) throws IOException {
        return Files.writeString(
                folder.resolve("lockkeeper.yaml"),
                """
                http: {listen: "127.0.0.1:0"}
                targets: [{name: main, url: "%s", user: %s}]
                guard: {mode: enforce, queued: 2, sustained: %s}
                incidents: {alert: {queued: 2, sustained: 0s}}
                journal: {path: "%s"}
                alerts:
                  allow_private: ["127.0.0.1"]
                  webhooks: [{url: "http://127.0.0.1:%d/%s"}]
                """
                        .formatted(
                                server.url(),
                                Patrol.role(server),
                                sustained,
                                folder.resolve("journal"),
                                receiver.getAddress().getPort(),
                                path));
    }
}
