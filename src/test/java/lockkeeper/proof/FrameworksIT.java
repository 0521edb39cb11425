package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Real migration tools under the released program, with clients at work and a report open.
@Order(1)
@HasOwnServers
@ParameterizedClass
@EnumSource
class FrameworksIT {
    private static final Duration SUSTAINED = Duration.ofSeconds(1);
    private static final Duration HELD_UP_AT_MOST = SUSTAINED.plusSeconds(2);

    /// Which of the migrations 1 and 2 of each set the database shows to be done.
    private static final Map<String, String> DONE =
            Map.of(
                    "dangerous",
                    """
                    SELECT CASE attname WHEN 'email' THEN '1' ELSE '2' END FROM pg_attribute
                     WHERE attrelid = 'users'::regclass AND attname IN ('email', 'phone')
                    """,
                    "safe",
                    """
                    SELECT '1' FROM pg_index WHERE indexrelid = to_regclass('users_name') AND indisvalid
                    UNION ALL
                    SELECT '2' FROM pg_constraint WHERE conname = 'orders_buyer' AND NOT convalidated
                    """);

    @TempDir private Path folder = Path.of("");

    private final Framework framework;
    private final PostgresServer server;
    private final Shop shop;
    private final Traffic traffic;

    FrameworksIT(Framework framework) throws SQLException {
        framework.program();
        this.framework = framework;
        server = PostgresServer.of(PostgresServer.majors().getLast()).start();
        shop = new Shop(server);
        traffic = new Traffic(server, shop, 5);
    }

    @AfterEach
    void close() throws SQLException {
        traffic.close();
        shop.close();
        server.close();
    }

    /// It waits behind a report; then it has the lock and works on; then it has the lock and idles.
    /// Each time it is stopped, and all of what was stopped is rolled back.
    @Test
    void dangerousMigrationsAreRunAgainUntilTheyHarmNobody() throws IOException {
        shop.session().run("CREATE TABLE slow (a int); INSERT INTO slow VALUES (1)");
        var linger = Files.createFile(folder.resolve("linger"));
        var report = shop.began("SELECT count(*) FROM users");
        try (var wrapped = migrate("dangerous")) {
            wrapped.awaitSaid("waiting for the end of");
            assertThat(done("dangerous")).isEmpty();
            report.run("COMMIT");

            awaitTrue("wait_event = 'PgSleep'", wrapped);
            shop.session().run("DELETE FROM slow");

            wrapped.awaitSaid("The guard terminates");
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> done("dangerous"));
            Files.delete(linger);

            assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
            assertThat(wrapped.said()).contains("The guard cancels", "attempt 4 of 4");
        }
        assertThat(done("dangerous")).isEqualTo("1,2");
        assertNobodyWasHeldUp();
    }

    /// One transaction stays open until they are done, another holds the index up for longer than
    /// the guard would let it.
    @Test
    void saferFormsPassUntouched() throws IOException {
        var open =
                shop.began("SELECT count(*) FROM users; INSERT INTO visits VALUES ('2026-02-03')");
        var writer = shop.began("UPDATE users SET name = 'x' WHERE id = 9");
        try (var wrapped = migrate("safe")) {
            awaitTrue("wait_event = 'virtualxid' AND now() - query_start > '3 s'", wrapped);
            writer.run("COMMIT");

            assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
            assertThat(wrapped.said()).doesNotContain("attempt", "The guard");
        }
        assertThat(done("safe")).isEqualTo("1,2");
        open.run("COMMIT");
        assertNobodyWasHeldUp();
    }

    private Wrapped migrate(String set) throws IOException {
        var config =
                Files.writeString(
                        folder.resolve("lockkeeper.yaml"),
                        """
                        targets:
                          - {name: main, url: "%s", user: %s}
                        guard: {queued: 3, sustained: %ds}
                        """
                                .formatted(
                                        server.url(), Patrol.role(server), SUSTAINED.toSeconds()));
        var options = new ArrayList<>(List.of("--config", config.toString()));
        var repair = framework.repair();
        if (repair != null) options.addAll(List.of("--before-retry", repair));
        var environment = framework.environment(server, shop, set);
        environment.put("LINGER", folder.resolve("linger").toString());
        return Wrapped.start(environment, options, framework.command(set));
    }

    /// What the tool has recorded, which is what the database shows.
    private String done(String set) {
        var recorded = framework.recorded(shop);
        assertThat(recorded)
                .as("the record of " + framework)
                .isEqualTo(
                        shop.answer(
                                "SELECT string_agg(n, ',' ORDER BY n) FROM (%s) AS done (n)"
                                        .formatted(DONE.get(set))));
        return recorded;
    }

    private void awaitTrue(String condition, Wrapped wrapped) {
        var sql =
                "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '%s' AND %s"
                        .formatted(shop.database(), condition);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () ->
                                assertThat(server.query(sql))
                                        .as("%s: %s", condition, wrapped.said())
                                        .isEqualTo("t"));
    }

    private void assertNobodyWasHeldUp() {
        assertThat(traffic.served()).isPositive();
        assertThat(traffic.longestHeldUp()).isLessThan(HELD_UP_AT_MOST);
        System.out.printf(
                "%s: clients were held up for at most %d ms%n",
                framework, traffic.longestHeldUp().toMillis());
    }
}
