package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockMode;
import lockkeeper.preflight.LockReport;
import lockkeeper.preflight.Occupant;
import lockkeeper.preflight.Preflight;
import lockkeeper.preflight.PreflightFailed;
import lockkeeper.preflight.PreflightReport;
import lockkeeper.preflight.Verdict;
import lockkeeper.sql.ShardingSphereGrammar;
import lockkeeper.statement.Migration;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

@Order(1)
class PgPreflightIT {
    private static final ConcurrentHashMap<Integer, String> DATABASES = new ConcurrentHashMap<>();

    private static final List<String> TRAPS =
            List.of(
                    "quote_ident(name) RETURNS text",
                    "parse_ident(varchar) RETURNS text[]",
                    "parse_ident(text) RETURNS text[]");

    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    static List<Integer> oldestAndNewest() {
        return PostgresServer.oldestAndNewest();
    }

    private static String database(int major) {
        return DATABASES.computeIfAbsent(
                major,
                _ -> {
                    var server = PostgresServer.shared(major);
                    var name = server.newDatabase();
                    server.executeIn(name, Migration.schema());
                    return name;
                });
    }

    private static TargetSettings target(int major) {
        return new TargetSettings("main", PostgresServer.shared(major).url(), "postgres", null);
    }

    private static PreflightReport preflight(int major, String sql) throws PreflightFailed {
        try (var source = PgPreflight.open(target(major), database(major))) {
            return new Preflight(source, new ShardingSphereGrammar()).ofSql(sql);
        }
    }

    private static LockReport lock(PreflightReport report, String relation) {
        return report.statements().getFirst().locks().stream()
                .filter(lock -> lock.relation().name().equals(relation))
                .findFirst()
                .orElseThrow();
    }

    /// Of functions and operators the search path decides by types first: one in `public` that fits
    /// better than the server's own would run with our role's rights.
    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void runsNothingThatTheApplicationHasDefined(int major) throws PreflightFailed {
        var server = PostgresServer.shared(major);
        var database = server.newDatabase();
        server.executeIn(
                database,
                """
                CREATE TABLE users (id int, x int);
                CREATE STATISTICS users_s (ndistinct) ON id, x FROM users;
                """);
        for (var trap : TRAPS)
            server.executeIn(
                    database,
                    "CREATE FUNCTION public.%s AS $$ BEGIN RAISE 'a trap'; END $$ LANGUAGE plpgsql"
                            .formatted(trap));
        try (var source = PgPreflight.open(target(major), database)) {
            var preflight = new Preflight(source, new ShardingSphereGrammar());
            for (var sql : List.of("TRUNCATE users", "DROP STATISTICS users_s", "TRUNCATE users"))
                assertThat(preflight.ofSql(sql).statements().getFirst().locks())
                        .extracting(lock -> lock.relation().name())
                        .contains("public.users");
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void namesTheReaderThatADropOfAForeignKeyWouldWaitFor(int major) throws PreflightFailed {
        var sql = "ALTER TABLE shop.orders DROP CONSTRAINT orders_user_fk";
        try (var reader = PostgresServer.shared(major).session(database(major))) {
            reader.run("BEGIN; SELECT count(*) FROM users");
            var report = preflight(major, sql);
            assertThat(report.verdict()).isEqualTo(Verdict.WAITS);
            assertThat(lock(report, "public.users").ahead())
                    .extracting(Occupant::pid)
                    .containsOnly(reader.pid());
            assertThat(lock(report, "public.users").ahead().getFirst().since()).isNotNull();
            assertThat(lock(report, "public.users").ahead().getFirst().query())
                    .endsWith("SELECT count(*) FROM users");
            assertThat(lock(report, "shop.orders").ahead()).isEmpty();
            reader.run("COMMIT");
        }
        assertThat(preflight(major, sql).verdict()).isEqualTo(Verdict.CLEAR);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void seesThroughALockThatIsHeldOnTheTableItself(int major) throws PreflightFailed {
        try (var holder = PostgresServer.shared(major).session(database(major))) {
            holder.run("BEGIN; LOCK TABLE \"Audit\" IN ACCESS EXCLUSIVE MODE");
            try (var source = PgPreflight.open(target(major), database(major))) {
                var report =
                        new Preflight(source, _ -> null)
                                .ofRelation("\"Audit\"", LockMode.ACCESS_SHARE);
                assertThat(Objects.requireNonNull(report).verdict()).isEqualTo(Verdict.WAITS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void spreadsToPartitions(int major) throws PreflightFailed {
        var report = preflight(major, "ALTER TABLE events ADD COLUMN spread int");
        assertThat(report.statements().getFirst().locks())
                .extracting(lock -> lock.relation().name())
                .containsExactlyInAnyOrder(
                        "public.events",
                        "public.events_2024",
                        "public.events_2025",
                        "public.events_rest");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void measuresTheTraffic(int major) throws PreflightFailed {
        var over = new AtomicBoolean();
        try (var client = PostgresServer.shared(major).session(database(major))) {
            var traffic =
                    CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) client.run("SELECT pg_sleep(0.01) FROM orgs");
                            });
            var report = preflight(major, "ALTER TABLE orgs ADD COLUMN busy int");
            over.set(true);
            traffic.join();
            assertThat(lock(report, "public.orgs").relation().scansPerSecond()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aHostileNameIsOnlyAName(int major) throws PreflightFailed {
        var report =
                preflight(major, "DROP TABLE \"x'); DROP TABLE users; --\", a.b.c.d, \"\"\"\"");
        assertThat(report.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(report.statements().getFirst().missing()).hasSize(3);
    }
}
