package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A real pile-up on a real server, seen by the real daemon, scraped by a real Prometheus: what of
/// it do dashboards and rules show?
@TestInstance(Lifecycle.PER_CLASS)
class ObservedPileUpIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern METRIC = Pattern.compile("\\b(lockkeeper_[a-z_]+)");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

    @TempDir private static Path folder;
    private final List<AutoCloseable> started = new ArrayList<>();
    private Prometheus prometheus;
    private Daemon daemon;

    static List<Dashboard> dashboards() throws IOException {
        return Dashboard.all();
    }

    @BeforeAll
    void letSessionsPileUpAndTheGuardEndTheCause() throws IOException {
        Program.named("prometheus");
        var server = own(PostgresServer.of(17).start());
        prepare(server);
        daemon = own(new Daemon(subfolder("d"), server, "enforce"));
        var observer = own(new Daemon(subfolder("o"), server, "observe"));
        var both = List.of(daemon.port(), observer.port());
        prometheus = own(new Prometheus(subfolder("p"), both));
        await("ready").atMost(PATIENCE).until(() -> daemon.isReady() && observer.isReady());
        await("scraped")
                .atMost(PATIENCE)
                .until(() -> prometheus.has("count(lockkeeper_up == 1) == 2"));
        assertThat(daemon.openDeploy()).isEqualTo(201);
        pileUp(server);
        await("the guard's action in Prometheus")
                .atMost(PATIENCE)
                .until(
                        () ->
                                prometheus.has(
                                        "lockkeeper_guard_actions_total{outcome=\"released\"} >"
                                                + " 0"));
        await("a rate of it")
                .atMost(PATIENCE)
                .until(() -> prometheus.has("increase(lockkeeper_guard_actions_total[1m]) > 0"));
    }

    private static Path subfolder(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    private static void prepare(PostgresServer server) {
        server.execute(
                """
                CREATE ROLE lockkeeper LOGIN;
                GRANT pg_monitor, pg_signal_backend TO lockkeeper;
                CREATE ROLE deploy LOGIN;
                CREATE TABLE users (id int PRIMARY KEY, name text);
                ALTER TABLE users OWNER TO deploy;
                INSERT INTO users VALUES (1, 'a'), (2, 'a');
                """);
    }

    private void pileUp(PostgresServer server) {
        own(server.session("postgres", "deploy")).run("BEGIN; SELECT count(*) FROM users");
        var ddl = own(server.session("postgres", "deploy"));
        var _ = ddl.start("ALTER TABLE users ADD COLUMN note text").exceptionally(_ -> null);
        ddl.awaitBlocked();
        for (int i = 0; i < 4; i++) {
            Session reader = own(server.session("postgres", "deploy"));
            var _ = reader.start("SELECT count(*) FROM users");
        }
    }

    @AfterAll
    void stop() throws Exception {
        for (var part : started.reversed()) part.close();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelShowsSomething(Dashboard dashboard) {
        for (var panel : dashboard.panels())
            for (var target : Dashboard.targets(panel).toList()) {
                var expression = filled(Dashboard.text(target, "expr"));
                var now = target.get("instant").getAsBoolean();
                var shown = now ? prometheus.query(expression) : prometheus.queryRange(expression);
                assertThat(shown).as("%s: %s", panel.get("title"), expression).isNotEmpty();
            }
    }

    @Test
    void whatTwoDaemonsSeeIsShownOnce() throws IOException {
        await("the other one's account of it")
                .atMost(PATIENCE)
                .until(() -> prometheus.has("count(lockkeeper_incidents_total > 0) == 2"));
        assertThat(shown("overview.json", "Guard")).isEqualTo(2);
        assertThat(shown("guard.json", "Guard mode")).isEqualTo(2);
        assertThat(shown("guard.json", "Incidents")).isEqualTo(1);
        assertThat(shown("guard.json", "Actions")).isEqualTo(1);
        assertThat(shown("guard.json", "Cost of DDL")).isCloseTo(costToOne(), withPercentage(20));
    }

    private double costToOne() {
        var cost = "lockkeeper_ddl_blocked_session_seconds_total";
        return value(prometheus.query(filled("max(increase(" + cost + "[$__range]))")));
    }

    /// The number that a panel shows now.
    private double shown(String file, String title) throws IOException {
        var dashboard =
                dashboards().stream()
                        .filter(d -> d.toString().equals(file))
                        .findAny()
                        .orElseThrow();
        var panel =
                dashboard.panels().stream()
                        .filter(p -> Dashboard.text(p, "title").equals(title))
                        .findAny()
                        .orElseThrow();
        var target = Dashboard.targets(panel).findFirst().orElseThrow();
        return value(prometheus.query(filled(Dashboard.text(target, "expr"))));
    }

    private static double value(JsonArray result) {
        assertThat(result).hasSize(1);
        return result.get(0).getAsJsonObject().getAsJsonArray("value").get(1).getAsDouble();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyAnnotationMarksWhatHappened(Dashboard dashboard) {
        for (var annotation : dashboard.annotations().toList()) {
            var expression = filled(Dashboard.text(annotation, "expr"));
            assertThat(prometheus.queryRange(expression)).as(expression).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableOffersValues(Dashboard dashboard) {
        var queries = dashboard.variables().filter(v -> Dashboard.type(v).equals("query")).toList();
        assertThat(queries).isNotEmpty().allSatisfy(this::offersValues);
    }

    private void offersValues(JsonObject variable) {
        var query = LABEL_VALUES.matcher(filled(Dashboard.text(variable, "definition")));
        assertThat(query.matches()).isTrue();
        assertThat(prometheus.labelValues(query.group(2), query.group(1))).isNotEmpty();
    }

    @Test
    void everyMetricOfTheRulesExists() throws IOException {
        var rules = Files.readString(Path.of("config/prometheus/lockkeeper.rules.yaml"));
        var names = new TreeSet<String>();
        var metrics =
                METRIC.matcher(
                        rules.replaceAll("(?m)^ *#.*|record: .*|target[_a-z]*:[a-z_]+:\\w+", ""));
        while (metrics.find()) names.add(metrics.group(1));
        assertThat(names).hasSizeGreaterThan(15);
        assertThat(prometheus.labelValues("__name__", "{job=\"lockkeeper\"}")).containsAll(names);
    }

    @Test
    void theRulesSayWhatTheGuardHasDone() {
        await("the alert")
                .atMost(PATIENCE)
                .until(() -> prometheus.has("ALERTS{alertname=\"LockkeeperGuardActed\"}"));
        assertThat(prometheus.query("ALERTS{alertname=\"LockkeeperGuardIneffective\"}")).isEmpty();
    }

    @Test
    void promtoolFindsNothingToSayAboutTheMetrics() throws IOException, InterruptedException {
        var file = Files.writeString(folder.resolve("metrics.txt"), daemon.metrics());
        var check = Program.named("promtool").path() + " check metrics < " + file;
        var result = Program.named("sh").run("-c", check);
        assertThat(result.output()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    private static String filled(String expression) {
        return expression
                .replace("$target", ".*")
                .replace("$database", ".*")
                .replace("$__rate_interval", "1m")
                .replace("$__range", "5m");
    }

    private <T extends AutoCloseable> T own(T part) {
        started.add(part);
        return part;
    }
}
