package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Deploy windows of the real daemon on a real server, opened and closed by the real command line.
@HasOwnServers
class DeployIT {
    private static final String TOKEN = "token-of-the-test";
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";
    private static final String READ = "SELECT count(*) FROM users";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private final PostgresServer server =
            PostgresServer.of(PostgresServer.majors().getLast()).start();
    private final Shop shop = new Shop(server);
    private Daemon daemon;
    private Path token;

    /// What a command printed, and its exit code.
    private record Ran(int code, String output) {}

    @BeforeEach
    void start() throws IOException {
        var config =
                """
                http: {listen: "127.0.0.1:0", token: %s}
                targets: [{name: main, url: "%s", user: %s}]
                guard: {mode: observe, queued: 2, sustained: 300ms}
                journal: {path: %s}
                """
                        .formatted(
                                TOKEN,
                                server.url(),
                                Patrol.role(server),
                                folder.resolve("journal"));
        Files.writeString(folder.resolve("lockkeeper.yaml"), config);
        token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        daemon = daemon();
    }

    @AfterEach
    void close() {
        shop.close();
        daemon.close();
        server.close();
    }

    private Daemon daemon() {
        var started = Daemon.start("run", "--config", folder.resolve("lockkeeper.yaml").toString());
        started.awaitStatus(200, "/readyz");
        return started;
    }

    private Ran deploy(String... arguments) throws InterruptedException {
        var all = new ArrayList<>(List.of("deploy"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--daemon", "http://127.0.0.1:" + daemon.port()));
        all.addAll(List.of("--token-file", token.toString()));
        try (var command = Daemon.start(all.toArray(String[]::new))) {
            return new Ran(command.exitCode(), command.output());
        }
    }

    private JsonNode get(String path) {
        return JsonMapper.shared().readTree(daemon.get(path).body());
    }

    private void awaitGuard(String mode) {
        await("guard " + mode)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> get("/api/v1/targets").at("/0/guard/mode").asString().equals(mode));
    }

    /// A report, then this DDL, then readers; the DDL.
    private CompletableFuture<Void> pileUp(Session ddl) {
        shop.began(READ);
        var migration = ddl.start(ALTER);
        ddl.awaitBlocked();
        shop.crowd(2, READ);
        return migration;
    }

    @Test
    void aWindowSurvivesARestartAndItsGuardActs() throws Exception {
        var opened = deploy("open", "release 1", "--only-user", shop.owner(), "--target", "main");
        assertThat(opened.code()).as(opened.output()).isZero();
        assertThat(daemon.terminate()).isLessThan(Duration.ofSeconds(5));
        daemon.close();
        daemon = daemon();

        assertThat(deploy("status").output())
                .contains(
                        opened.output() + "  open until ",
                        "guard enforce on main  release 1: clean");
        awaitGuard("enforce");
        assertThat(get("/api/v1/targets").at("/0/guard/deploy").asString()).isEqualTo("release 1");
        assertThat(daemon.get("/metrics").body())
                .contains("lockkeeper_deploy_open{target=\"main\"} 1.0");
        assertThatThrownBy(pileUp(shop.session())::join)
                .hasMessageContaining("canceling statement");

        assertThat(get("/api/v1/incidents").at("/0/deploy").asString()).isEqualTo("release 1");
        var closed = deploy("close", "release 1");
        assertThat(closed.code()).as(closed.output()).isEqualTo(5);
        assertThat(closed.output())
                .contains("release 1: guard acted, 1 incident, ", "session-seconds blocked")
                .contains("incident " + get("/api/v1/incidents").at("/0/id").asString())
                .contains("Try again when pid ", ", SELECT) has ended.");
        awaitGuard("observe");
        assertThat(deploy("status", opened.output()).code()).isEqualTo(5);
        assertThat(daemon.get("/metrics").body())
                .contains("lockkeeper_deploy_open{target=\"main\"} 0.0")
                .contains("lockkeeper_deploys_total{verdict=\"guard acted\"} 1.0");
    }

    @Test
    void aWindowInWhichNothingHappensIsCleanAndOneThatOnlyObservesMayHaveWaited() throws Exception {
        assertThat(deploy("open", "release 2").code()).isZero();
        awaitGuard("enforce");
        var clean = deploy("close", "release 2");
        assertThat(clean.code()).as(clean.output()).isZero();
        assertThat(clean.output()).contains("release 2: clean");

        assertThat(deploy("open", "release 3", "--guard", "observe").code()).isZero();
        var migration = pileUp(shop.session());
        await("seen")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !get("/api/v1/incidents").isEmpty());
        var waited = deploy("close", "release 3", "--json");
        assertThat(waited.code()).as(waited.output()).isEqualTo(4);
        assertThat(JsonMapper.shared().readTree(waited.output()).get("verdict").asString())
                .isEqualTo("waited");
        assertThat(migration).isNotDone();
    }

    @Test
    void aWindowClosesByItself() throws Exception {
        assertThat(deploy("open", "release 4", "--ttl", "1s").code()).isZero();
        await("closed")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> daemon.output().contains("closed: deploy window"));
        awaitGuard("observe");
        assertThat(get("/api/v1/deploys").at("/0/closed_by").asString()).isEqualTo("ttl");
        assertThat(deploy("close", "release 4").code()).isZero();
    }

    @Test
    void aTornFileIsSaidAndTheDaemonStartsWithoutWindows() throws Exception {
        assertThat(deploy("open", "release 5").code()).isZero();
        daemon.terminate();
        daemon.close();
        var file = folder.resolve("journal").resolve("deploys.json");
        Files.writeString(file, Files.readString(file).substring(0, 40));
        daemon = daemon();

        assertThat(daemon.output()).contains("deploys.json: is torn").doesNotContain("\tat ");
        assertThat(get("/api/v1/deploys")).isEmpty();
        assertThat(deploy("open", "release 6").code()).isZero();
    }
}
