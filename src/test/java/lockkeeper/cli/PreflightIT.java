package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class PreflightIT {
    private static final PostgresServer SERVER = PostgresServer.shared(15);

    @TempDir private Path folder;
    private String database = "";

    @BeforeEach
    void database() {
        database = SERVER.newDatabase();
        SERVER.executeIn(database, "CREATE TABLE users (id bigint)");
    }

    private Run preflight(String... arguments) {
        var all =
                new ArrayList<>(List.of("preflight", "--url", SERVER.url(), "--user", "postgres"));
        all.addAll(List.of("--database", database));
        all.addAll(List.of(arguments));
        return Run.of(new PreflightCommand(Map.of()), all.toArray(String[]::new));
    }

    @Test
    void clearEndsWithZero() {
        var run = preflight("--relation", "users");
        assertThat(run.out()).contains("ACCESS EXCLUSIVE on public.users, keeps out reads");
        assertThat(run.code()).isEqualTo(0);
    }

    @Test
    void aReaderInTheWayEndsWithThreeAndIsNamed() {
        try (var reader = SERVER.session(database)) {
            reader.run("BEGIN; SELECT 'secret' FROM users");
            var run = preflight("--sql", "ALTER TABLE users ALTER id SET NOT NULL");
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.out())
                    .contains("would wait; it reads the whole table")
                    .contains("behind pid " + reader.pid() + ", has ACCESS SHARE for")
                    .contains("SELECT ? FROM users")
                    .contains("VALIDATE CONSTRAINT users_id_not_null;")
                    .doesNotContain("secret");
        }
    }

    @Test
    void waitsUntilTheReaderHasGone() {
        try (var reader = SERVER.session(database)) {
            reader.run("BEGIN; SELECT FROM users");
            var leaving = reader.start("SELECT pg_sleep(2); COMMIT");
            var run = preflight("--relation", "users", "--wait", "20s");
            assertThat(run.code()).isEqualTo(0);
            assertThat(leaving).isDone();
        }
    }

    @Test
    void readsAFileWithCommandsOfPsqlAsJson() throws IOException {
        var file = folder.resolve("up.sql");
        Files.writeString(file, "\\set ON_ERROR_STOP on\nCREATE INDEX ON users (id);\nDO 'x';\n");
        var run = preflight("--file", file.toString(), "--json");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out())
                .contains("\"verdict\":\"unknown\"", "\"line\":2", "\"command\":\"CREATE INDEX\"")
                .contains("\"mode\":\"ShareLock\"", "\"read_by\":\"nothing\"");
    }

    @Test
    void mistakesEndWithTwoAndOneLine() {
        assertThat(preflight().code()).isEqualTo(2);
        for (var run :
                List.of(
                        preflight("--relation", "users", "--mode", "STRONG"),
                        preflight("--relation", "a b"),
                        preflight("--sql", "SELECT 1", "--wait", "soon"),
                        preflight("--sql", "SELECT 1", "--target", "other"),
                        preflight("--file", folder.resolve("missing").toString()))) {
            assertThat(run.code()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).startsWith("lockkeeper: --").doesNotContain("\tat ");
        }
    }

    @Test
    void noServerEndsWithOneAndOneLine() {
        var run =
                Run.of(
                        new PreflightCommand(Map.of()),
                        "preflight",
                        "--url=jdbc:postgresql://127.0.0.1:1/x",
                        "--user=u",
                        "--sql=SELECT 1");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("lockkeeper: ").doesNotContain("\tat ");
    }
}
