package lockkeeper.proof;

import lockkeeper.ops.Program;
import lockkeeper.pg.PostgresServer;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A migration tool: how it is started, and what its own record says. What it is to do is in files,
/// in `src/test/resources/frameworks`, a folder for each with two sets of two migrations,
/// `dangerous` and `safe`.
enum Framework {
    FLYWAY(
            "java",
            "flyway_schema_history",
            "version FROM flyway_schema_history WHERE success AND version <> '0'"),
    LIQUIBASE("java", "databasechangelog", "id FROM databasechangelog"),
    DJANGO(
            "django-admin",
            "django_migrations",
            "substr(name, 4, 1) FROM django_migrations WHERE name NOT LIKE '0000%'"),
    ALEMBIC(
            "alembic",
            "alembic_version",
            "generate_series(1, version_num::int)::text FROM alembic_version"),
    NODE_PG_MIGRATE("node-pg-migrate", "pgmigrations", "substr(name, 13, 1) FROM pgmigrations"),
    KNEX("knex", "knex_migrations", "left(name, 1) FROM knex_migrations");

    /// Where Node finds its packages, in `target/node_modules`, as it looks in all folders above.
    private static final Path FILES = Path.of("target", "test-classes", "frameworks");

    private final String program;
    private final String table;
    private final String numbers;

    /// @param table its record
    /// @param numbers of the migrations that it has recorded
    Framework(String program, String table, String numbers) {
        this.program = program;
        this.table = table;
        this.numbers = numbers;
    }

    /// Skips the test where it is not asked for.
    Path program() {
        return program.equals("java")
                ? Path.of(System.getProperty("java.home"), "bin", "java")
                : Program.required(program).path();
    }

    List<String> command(String set) {
        var command = new ArrayList<>(List.of(program().toString()));
        command.addAll(arguments(set));
        return command;
    }

    private List<String> arguments(String set) {
        var folder = folder();
        return switch (this) {
            case FLYWAY -> java(FlywayTool.class.getName());
            case LIQUIBASE ->
                    java("liquibase.integration.commandline.LiquibaseCommandLine", "update");
            case DJANGO -> List.of("migrate", "--settings=settings", "--pythonpath=" + folder);
            case ALEMBIC -> List.of("-c", folder + "/alembic.ini", "-n", set, "upgrade", "head");
            case NODE_PG_MIGRATE -> List.of("up", "-m", folder + "/" + set);
            case KNEX -> List.of("migrate:latest", "--knexfile", folder + "/knexfile.js");
        };
    }

    /// What mends what a run that was stopped leaves behind; null if nothing need be.
    @Nullable String repair() {
        if (this != LIQUIBASE) return null;
        var command = new ArrayList<>(command("any"));
        command.set(command.size() - 1, "release-locks");
        return String.join(" ", command);
    }

    /// Where to, and with what, as each of them takes it from its environment.
    Map<String, String> environment(PostgresServer server, Shop shop, String set) {
        var url = server.url(shop.database());
        var files = folder().resolve(set).toString();
        var all = new HashMap<String, String>();
        all.put("MIGRATIONS", set);
        all.put("PGHOST", "127.0.0.1");
        all.put("PGPORT", Integer.toString(server.port()));
        all.put("PGUSER", shop.owner());
        all.put("PGDATABASE", shop.database());
        all.put("FLYWAY_URL", url);
        all.put("FLYWAY_USER", shop.owner());
        all.put("FLYWAY_LOCATIONS", "filesystem:" + files);
        all.put("FLYWAY_BASELINE_ON_MIGRATE", "true");
        all.put("FLYWAY_BASELINE_VERSION", "0");
        all.put("FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK", "false");
        all.put("LIQUIBASE_COMMAND_URL", url);
        all.put("LIQUIBASE_COMMAND_USERNAME", shop.owner());
        all.put("LIQUIBASE_COMMAND_CHANGELOG_FILE", "changelog.yaml");
        all.put("LIQUIBASE_SEARCH_PATH", files);
        all.put("PYTHONDONTWRITEBYTECODE", "1");
        return all;
    }

    /// Answers the numbers of the migrations that it has recorded as done, with commas between.
    String recorded(Shop shop) {
        var session = shop.session();
        if (session.query("SELECT to_regclass('%s')".formatted(table)) == null) return "";
        return shop.answer(
                "SELECT string_agg(n, ',' ORDER BY n) FROM (SELECT %s) AS done (n)"
                        .formatted(numbers));
    }

    private Path folder() {
        return FILES.resolve(name().toLowerCase(Locale.ROOT).replace('_', '-')).toAbsolutePath();
    }

    private static List<String> java(String... arguments) {
        var all = new ArrayList<String>();
        all.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        all.addAll(List.of("-cp", System.getProperty("java.class.path")));
        all.addAll(List.of(arguments));
        return all;
    }
}
