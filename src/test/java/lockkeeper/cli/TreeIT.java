package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.App;
import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;
import lockkeeper.setting.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The tree of a real pile-up, read from the server itself and from a daemon.
class TreeIT {
    private static final PostgresServer SERVER = PostgresServer.shared(18);
    private static final String TOKEN = "token-of-the-test";

    @TempDir private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private String role = "";
    private String database = "";

    @BeforeEach
    void database() {
        role = SERVER.newRole("IN ROLE pg_monitor, pg_signal_backend");
        database = SERVER.newDatabase();
        SERVER.executeIn(database, "CREATE ROLE %s_app LOGIN".formatted(database));
        SERVER.executeIn(
                database,
                "CREATE TABLE users (id int); ALTER TABLE users OWNER TO %s_app"
                        .formatted(database));
    }

    @AfterEach
    void close() throws Exception {
        for (var part : open.reversed()) part.close();
    }

    private <T extends AutoCloseable> T own(T part) {
        open.add(part);
        return part;
    }

    private Session session() {
        return own(SERVER.session(database, database + "_app"));
    }

    private Run tree(Map<String, String> environment, String... arguments) {
        var all = new ArrayList<>(List.of("tree"));
        all.addAll(List.of(arguments));
        return Run.of(new TreeCommand(environment, () -> {}), all.toArray(String[]::new));
    }

    private Run direct(String... arguments) {
        var all = new ArrayList<>(List.of("--url", SERVER.url(), "--user", role));
        all.addAll(List.of(arguments));
        return tree(Map.of("COLUMNS", "120"), all.toArray(String[]::new));
    }

    /// A report, an ALTER TABLE behind it, and six readers behind that.
    private Session pileUp() {
        session().run("BEGIN; SELECT count(*) FROM users");
        var ddl = session();
        var _ = ddl.start("ALTER TABLE users ADD COLUMN note text").exceptionally(_ -> null);
        ddl.awaitBlocked();
        for (var i = 0; i < 6; i++) {
            var reader = session();
            var _ = reader.start("SELECT count(*) FROM users").exceptionally(_ -> null);
            reader.awaitBlocked();
        }
        return ddl;
    }

    private App daemon() throws Exception {
        var file =
                Files.writeString(
                        folder.resolve("lockkeeper.yaml"),
                        """
                        http: {listen: "127.0.0.1:0", token: %s}
                        targets: [{name: main, url: "%s", user: %s}]
                        journal: {path: %s}
                        """
                                .formatted(TOKEN, SERVER.url(), role, folder.resolve("journal")));
        var configuration = new ConfigurationReader(Map.of()).read(Flags.file(file));
        var app = own(new App(configuration, Build.current()));
        app.start();
        return app;
    }

    private static JsonNode json(Run run) {
        return JsonMapper.shared().readTree(run.out());
    }

    @Test
    void nobodyWaits() {
        assertThat(direct()).isEqualTo(new Run(0, "All is well: nobody waits for a lock.\n", ""));
    }

    @Test
    void aPileUpFromTheServerItself() {
        var ddl = pileUp();
        var run = direct();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith("6 sessions wait for public.users. They stand"))
                .anyMatch(line -> line.contains("pid " + ddl.pid() + " (ending it releases 6)"))
                .anyMatch(line -> line.contains("holds ACCESS SHARE on public.users, idles in its"))
                .anyMatch(line -> line.endsWith(" and 3 more"))
                .noneMatch(line -> line.contains("\u001b"))
                .allMatch(line -> line.length() <= 120);
    }

    @Test
    void aDaemonAnswersTheSame() throws Exception {
        var ddl = pileUp();
        var from = "http://127.0.0.1:" + daemon().port();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> tree(Map.of(), "--from", from).out().contains("public.users"));
        var run = tree(Map.of("COLUMNS", "120"), "--from", from + "/", "--target", "main");
        assertThat(run.out())
                .contains("pid " + ddl.pid() + " (ending it releases 6)")
                .startsWith("6 sessions wait for public.users.");
        assertThat(fields(json(tree(Map.of(), "--from", from, "--json"))))
                .isEqualTo(fields(json(direct("--json"))));
    }

    /// What of the graph does not change with time.
    private static List<String> fields(JsonNode graph) {
        var fields = new ArrayList<String>();
        fields.addAll(graph.propertyNames());
        fields.add(graph.path("target").stringValue());
        fields.add(graph.path("waiting").toString());
        fields.add(graph.path("queues").toString());
        for (var session : graph.path("sessions")) {
            fields.addAll(session.propertyNames());
            fields.add(session.path("pid") + " " + session.path("blocked_by"));
            fields.add(session.path("query").toString());
        }
        return fields;
    }

    @Test
    void aCancelReachesTheServerEitherWay() throws Exception {
        var from = "http://127.0.0.1:" + daemon().port();
        var client = new DaemonClient(URI.create(from), new Secret(TOKEN));
        try (var alone = new DaemonGraphs(client, null)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> cancels(alone));
        }
        var configuration =
                new ConfigurationReader(Map.of())
                        .read(new Flags(null, SERVER.url(), role, null, null));
        try (var alone =
                new ServerGraphs(
                        configuration.targets().getFirst().connection(),
                        configuration.sampling())) {
            assertThat(cancels(alone)).isTrue();
        }
    }

    /// Cancels a waiting ALTER TABLE, and nothing in a later session that is not the same.
    private boolean cancels(GraphSource source) throws Exception {
        session().run("BEGIN; SELECT count(*) FROM users");
        var ddl = session();
        var statement = ddl.start("ALTER TABLE users ADD COLUMN note text");
        ddl.awaitBlocked();
        var seen =
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> found(source, ddl.pid()), found -> !found.isEmpty())
                        .getFirst();
        var said = source.cancel("main", seen);
        var ended = own(ddl);
        assertThat(said).isEqualTo("was sent a cancel");
        await().atMost(Duration.ofSeconds(10)).until(statement::isCompletedExceptionally);
        ended.close();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                assertThat(source.cancel("main", seen))
                                        .containsAnyOf("had ended", "has ended"));
        return true;
    }

    private static List<LiveGraph.Session> found(GraphSource source, int pid) throws Exception {
        return LiveGraph.of(source.read()).sessions().stream().filter(s -> s.pid() == pid).toList();
    }

    @Test
    void itNeverTakesTheLeadFromADaemon() throws Exception {
        var leads =
                "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                        + " WHERE l.locktype = 'advisory' AND usename = '"
                        + role
                        + "'";
        var configuration =
                new ConfigurationReader(Map.of())
                        .read(new Flags(null, SERVER.url(), role, null, null));
        try (var looking =
                new ServerGraphs(
                        configuration.targets().getFirst().connection(),
                        configuration.sampling())) {
            assertThat(looking.read()).contains("situations");
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> "0".equals(SERVER.query(leads)));
        }
    }

    @Test
    void whatIsMistakenIsSaidInOneLine() {
        for (var run :
                List.of(
                        tree(Map.of(), "--from", "http://127.0.0.1:1", "--user", "me"),
                        direct("--target", "other"))) {
            assertThat(run.code()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).startsWith("lockkeeper: --").doesNotContain("\tat ");
        }
        var nobody = tree(Map.of(), "--from", "http://127.0.0.1:1");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err()).matches("lockkeeper: no daemon answers at http://127.0.0.1:1.*\n");
        var database =
                tree(Map.of(), "--url", "jdbc:postgresql://127.0.0.1:1/postgres", "--user", "me");
        assertThat(database.code()).isEqualTo(1);
        assertThat(database.err()).matches("lockkeeper: target main cannot be read: .*\n");
    }

    @Test
    void whatIsNoLockkeeperIsSaid() throws Exception {
        var from = "http://127.0.0.1:" + daemon().port();
        var other = tree(Map.of(), "--from", from, "--target", "other");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("answers 404: There is no target of this name");
    }
}
