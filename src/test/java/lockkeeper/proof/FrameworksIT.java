package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AfterEach;
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

/// Real migration tools under the released program, with clients at work and a report open.
@HasOwnServers
@ParameterizedClass
@EnumSource
class FrameworksIT {
    private static final String FLYWAY_TOOL = "src/test/resources/frameworks/FlywayTool.java";
    private static final Duration SUSTAINED = Duration.ofSeconds(1);
    private static final Duration HELD_UP_AT_MOST = SUSTAINED.plusSeconds(2);

    /// A tool, the way it is given its migrations, and its own record of them.
    enum Framework {
        FLYWAY("SELECT count(*) FROM flyway_schema_history WHERE success AND version = '1'") {
            @Override
            void write(Path folder, String sql, boolean transaction) throws IOException {
                Files.writeString(folder.resolve("V1__change.sql"), sql);
            }

            @Override
            List<String> command(String url, String user, Path folder) {
                return java(FLYWAY_TOOL, url, user, folder.toString());
            }
        },
        LIQUIBASE("SELECT count(*) FROM databasechangelog WHERE id = '1'") {
            @Override
            void write(Path folder, String sql, boolean transaction) throws IOException {
                Files.writeString(
                        folder.resolve("changelog.sql"),
                        "--liquibase formatted sql\n--changeset deploy:1 runInTransaction:%s\n%s"
                                .formatted(transaction, sql));
            }

            @Override
            List<String> command(String url, String user, Path folder) {
                return java(
                        "liquibase.integration.commandline.LiquibaseCommandLine",
                        "--url=" + url,
                        "--username=" + user,
                        "--password=none",
                        "--search-path=" + folder,
                        "--changelog-file=changelog.sql",
                        "update");
            }
        };

        private final String record;

        Framework(String record) {
            this.record = record;
        }

        abstract void write(Path folder, String sql, boolean transaction) throws IOException;

        abstract List<String> command(String url, String user, Path folder);

        private static List<String> java(String... arguments) {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.addAll(List.of(arguments));
            return command;
        }
    }

    @TempDir private Path folder = Path.of("");

    private final Framework framework;
    private final PostgresServer server =
            PostgresServer.of(PostgresServer.majors().getLast()).start();
    private final Shop shop = new Shop(server);
    private final Traffic traffic;

    FrameworksIT(Framework framework) throws SQLException {
        this.framework = framework;
        traffic = new Traffic(server, shop, 5);
    }

    @AfterEach
    void close() throws SQLException {
        traffic.close();
        shop.close();
        server.close();
    }

    @Test
    void aChangeThatWaitsComesBackAfterTheReport() throws IOException {
        var report = shop.began("SELECT count(*) FROM users");
        try (var wrapped = migrate("ALTER TABLE users ADD COLUMN email text;", true)) {
            wrapped.awaitSaid("waiting for the end of");
            assertThat(recorded()).isZero();
            report.run("COMMIT");
            assertDone(wrapped);
        }
        shop.session().run("SELECT email FROM users");
    }

    @Test
    void aChangeThatLingersInItsTransactionIsRolledBackWhole() throws IOException {
        shop.session().run("CREATE TABLE slow (a int); INSERT INTO slow VALUES (1)");
        var sql =
                """
                ALTER TABLE users ADD COLUMN email text;
                SELECT pg_sleep(60 * (SELECT count(*) FROM slow));
                """;
        try (var wrapped = migrate(sql, true)) {
            wrapped.awaitSaid("because the guard had stopped");
            shop.session().run("DELETE FROM slow");
            assertThat(recorded()).isZero();
            assertDone(wrapped);
        }
        shop.session().run("SELECT email FROM users");
    }

    @Test
    void saferFormsPassUntouched() throws IOException {
        var sql = "CREATE INDEX CONCURRENTLY users_name ON users (name);";
        try (var wrapped = migrate(sql, false)) {
            assertDone(wrapped);
            assertThat(wrapped.said()).doesNotContain("again", "The guard cancels");
        }
        assertThat(
                        shop.session()
                                .query(
                                        "SELECT indisvalid FROM pg_index"
                                                + " WHERE indexrelid = 'users_name'::regclass"))
                .isEqualTo("t");
    }

    private Wrapped migrate(String sql, boolean transaction) throws IOException {
        var migrations = Files.createDirectories(folder.resolve("migrations"));
        framework.write(migrations, sql, transaction);
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
        return Wrapped.start(
                List.of("--config", config.toString()),
                framework.command(server.url(shop.database()), shop.owner(), migrations));
    }

    private void assertDone(Wrapped wrapped) {
        assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
        assertThat(recorded()).as("its own record").isEqualTo(1);
        assertThat(traffic.served()).isPositive();
        assertThat(traffic.longestHeldUp()).as(wrapped.said()).isLessThan(HELD_UP_AT_MOST);
        System.out.printf(
                "%s: clients were held up for at most %d ms%n",
                framework, traffic.longestHeldUp().toMillis());
    }

    private long recorded() {
        var count = shop.session().query(framework.record);
        return count == null ? 0 : Long.parseLong(count);
    }
}
