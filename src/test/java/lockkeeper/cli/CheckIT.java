package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class CheckIT {
    private static final PostgresServer SERVER = PostgresServer.shared(15);
    private static final String BOTH = "IN ROLE pg_monitor, pg_signal_backend";

    @TempDir private Path folder;
    private String database = "";

    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    @BeforeEach
    void database() {
        database = SERVER.newDatabase();
    }

    private Path file(String url, String user, String guard, String... more) {
        try {
            return Files.writeString(
                    folder.resolve("lockkeeper.yaml"),
                    """
                    targets:
                      - name: main
                        url: %s
                        user: '%s'
                    guard:
                      mode: %s
                    journal:
                      path: %s
                    %s
                    """
                            .formatted(
                                    url,
                                    user,
                                    guard,
                                    folder.resolve("journal"),
                                    String.join("\n", more)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Run check(String url, String user, String guard) {
        return Run.check("--config", file(url, user, guard).toString());
    }

    private Run checkWith(String role, String more) {
        var file = file(SERVER.url(database), role, "enforce", more);
        return Run.check("--config", file.toString());
    }

    private Run check(String user, String guard) {
        return check(SERVER.url(database), user, guard);
    }

    /// The statements that the doctor prescribes.
    private static List<String> mends(Run run, String like) {
        return Pattern.compile("-> (" + like + ".*;)")
                .matcher(run.out())
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aServerOnWhichAllIsWell(int major) {
        var server = PostgresServer.shared(major);
        var role = server.newRole(BOTH);

        var run = check(server.url(server.newDatabase()), role, "enforce");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .doesNotContain("missing")
                .containsPattern("main +login +ok +as " + role)
                .containsPattern("main +version +ok +PostgreSQL " + major + "\\.")
                .containsPattern("main +role of the server +ok +primary")
                .containsPattern("main +sees other sessions +ok +yes")
                .containsPattern("main +may end other sessions +ok +yes")
                .containsPattern("main +connections +ok +\\d+ of 100 in use, 3 kept for others")
                .containsPattern("main +quiet database +ok")
                .containsPattern("main +leftovers +")
                .containsPattern("main +guard +ok +mode=enforce queued=5")
                .containsPattern("journal +writable +ok")
                .containsPattern("alerts +receivers +ok +none");
    }

    @Test
    void whatAnEndedBuildLeftIsNamedWithWhatClearsIt() {
        SERVER.executeIn(
                database, "CREATE TABLE \"Us\ners\" AS SELECT 1 AS id FROM generate_series(1, 2)");
        assertThatThrownBy(
                        () ->
                                SERVER.executeIn(
                                        database,
                                        "CREATE UNIQUE INDEX CONCURRENTLY twice ON \"Us\ners\""
                                                + " (id)"))
                .hasMessageContaining("could not create unique index");

        var run = check(SERVER.newRole(BOTH), "enforce");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern(
                        "main +leftovers +warn +in database %s: index public.twice on public.Us ers"
                                        .formatted(database)
                                + " is not valid\n +-> DROP INDEX CONCURRENTLY public.twice;");
        SERVER.executeIn(database, "DROP INDEX CONCURRENTLY public.twice;");
        assertThat(check(SERVER.newRole(BOTH), "enforce").out())
                .doesNotContain("in database " + database);
    }

    @Test
    void aRoleThatMayNotSeeIsToldTheGrantThatMendsIt() {
        var role = SERVER.newRole("IN ROLE pg_signal_backend");

        var before = check(role, "enforce");

        assertThat(before.code()).isEqualTo(1);
        assertThat(before.out())
                .contains("missing  no: role " + role + " lacks pg_monitor")
                .contains("-> GRANT pg_monitor TO \"" + role + "\";");
        mends(before, "GRANT").forEach(SERVER::execute);
        assertThat(check(role, "enforce").code()).isZero();
    }

    @Test
    void aRoleThatMayNotSignalIsToldTheGrantThatMendsIt() {
        var role = SERVER.newRole("IN ROLE pg_monitor");

        var before = check(role, "enforce");

        assertThat(before.code()).isEqualTo(1);
        assertThat(before.out())
                .contains("missing  no: role " + role + " lacks pg_signal_backend")
                .contains("-> GRANT pg_signal_backend TO \"" + role + "\";");
        mends(before, "GRANT").forEach(SERVER::execute);
        assertThat(check(role, "enforce").code()).isZero();
    }

    @Test
    void anObserverNeedNotSignal() {
        var role = SERVER.newRole("IN ROLE pg_monitor");

        var run = check(role, "observe");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "warn     no: role " + role + " lacks pg_signal_backend, which guard.mode")
                .contains("-> GRANT pg_signal_backend TO \"" + role + "\";");
    }

    @Test
    void aStrangeRoleIsQuotedInTheGrant() {
        SERVER.execute("DROP ROLE IF EXISTS \"Od\"\"d; role\"");
        SERVER.execute("CREATE ROLE \"Od\"\"d; role\" LOGIN");

        var before = check("Od\"d; role", "enforce");

        assertThat(mends(before, "GRANT"))
                .containsExactly(
                        "GRANT pg_monitor TO \"Od\"\"d; role\";",
                        "GRANT pg_signal_backend TO \"Od\"\"d; role\";");
        mends(before, "GRANT").forEach(SERVER::execute);
        assertThat(check("Od\"d; role", "enforce").code()).isZero();
    }

    @Test
    void aSuperuserIsMoreThanIsNeeded() {
        var run = check(PostgresServer.SUPERUSER, "enforce");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("yes, as superuser, which is more than it needs");
    }

    @Test
    void aRoleWithTooFewConnections() {
        var role = SERVER.newRole(BOTH + " CONNECTION LIMIT 1");

        var before = check(role, "enforce");

        assertThat(before.code()).isEqualTo(1);
        assertThat(before.out()).contains("missing  role " + role + " may have 1, we need 2");
        mends(before, "ALTER ROLE \"" + role).forEach(SERVER::execute);
        assertThat(check(role, "enforce").code()).isZero();
    }

    @Test
    void aRoleThatHidesItsActivity() {
        var role = SERVER.newRole(BOTH);
        for (var where : List.of("", " IN DATABASE " + database)) {
            SERVER.execute("ALTER ROLE " + role + where + " SET track_activities = off");

            var before = check(role, "enforce");

            assertThat(before.code()).isEqualTo(1);
            assertThat(before.out()).contains("missing  track_activities is off for us");
            mends(before, "ALTER ROLE \"" + role).forEach(SERVER::execute);
            assertThat(check(role, "enforce").code()).isZero();
        }
    }

    @Test
    void aServerThatHidesAllActivity() {
        var options = PostgresServer.of(15).with("track_activities", "off");
        try (var server = options.start()) {
            var run = check(server.url(), server.newRole(BOTH), "enforce");

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out())
                    .contains("missing  track_activities is off: nobody can see who waits")
                    .contains("-> start the server without track_activities on its command line");
        }
    }

    @Test
    void aDatabaseThatHidesItsActivity() {
        var role = SERVER.newRole(BOTH);
        SERVER.execute("ALTER DATABASE " + database + " SET track_activities = off");

        var before = check(role, "enforce");

        assertThat(before.code()).isEqualTo(1);
        mends(before, "ALTER DATABASE").forEach(SERVER::execute);
        assertThat(check(role, "enforce").code()).isZero();
    }

    @Test
    void anUrlThatHidesItsActivity() {
        var url = SERVER.url(database);
        var hides = url + (url.contains("?") ? "&" : "?") + "options=-c%20track_activities=off";

        var run = check(hides, PostgresServer.SUPERUSER, "enforce");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("-> take track_activities out of the target's url");
    }

    /// Almost full, others use the very database, and nobody shows what he does.
    @Test
    void aServerOnWhichMuchIsWrong() {
        try (var server = PostgresServer.of(17).with("max_connections", "8").start()) {
            var role = server.newRole(BOTH);
            var app = server.newRole("");
            server.execute("CREATE TABLE users (id int)");
            server.execute("ALTER SYSTEM SET track_activities = off");
            server.stop();
            server.start();
            var clients = sessions(server, app, 4);

            var before = check(server.url(), role, "enforce");

            assertThat(before.code()).isEqualTo(1);
            assertThat(before.out())
                    .contains("missing  track_activities is off: nobody can see who waits")
                    .containsPattern("connections +warn +5 of 8 in use, 3 kept for others: full")
                    .contains("warn     postgres has 1 tables: DDL there could keep us from");
            for (var mend : mends(before, "(?:ALTER SYSTEM|GRANT|CREATE DATABASE)"))
                Pattern.compile(";").splitAsStream(mend).forEach(server::execute);
            clients.forEach(Session::close);
            server.stop();
            server.start();
            clients = sessions(server, app, 2);

            var after = check(server.url("lockkeeper"), role, "enforce");

            assertThat(after.out())
                    .doesNotContain("missing", "track_activities")
                    .containsPattern("connections +ok +3 of 8 in use, 3 kept for others")
                    .contains("ok       lockkeeper has no tables of anybody's");
            assertThat(after.code()).isZero();
            clients.forEach(Session::close);
        }
    }

    /// Where there is hardly room for them: once those that have just ended are gone.
    private static List<Session> sessions(PostgresServer server, String user, int count) {
        var others =
                """
                SELECT count(*) FROM pg_stat_activity
                 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                """;
        await().until(() -> "0".equals(server.query(others)));
        return Stream.generate(() -> server.session("postgres", user)).limit(count).toList();
    }

    @Test
    void whoCannotBeToldAndWhatCannotBeWritten() throws IOException {
        var role = SERVER.newRole(BOTH);
        Files.createFile(folder.resolve("journal"));
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var hook = "alerts: {webhooks: [{url: \"http://127.0.0.1:" + port + "/s3cret\"}]";
        var allowed = hook + ", allow_private: [127.0.0.1]}";

        var refused = checkWith(role, hook + "}");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out())
                .containsPattern("journal +writable +missing +.*journal is not a folder")
                .contains("-> let this user write there, or set journal.path to another folder")
                .containsPattern("alerts +webhook +missing +127.0.0.1 has a private address")
                .contains("-> add it to alerts.allow_private: [127.0.0.1]")
                .doesNotContain("s3cret");
        var silent = checkWith(role, allowed);
        assertThat(silent.out())
                .containsPattern("alerts +webhook +missing +127.0.0.1 does not answer")
                .contains("-> correct its url, or open the way to it");

        Files.delete(folder.resolve("journal"));
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
        try {
            var mended = checkWith(role, allowed);
            assertThat(mended.code()).isZero();
            assertThat(mended.out()).containsPattern("alerts +webhook +ok +127.0.0.1 answers");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aGuardThatLooksTooSeldomToAct() {
        var run = checkWith(SERVER.newRole(BOTH), "sampling: {contended_interval: 2s}");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern("main +guard +warn +mode=enforce .* it looks too seldom to act")
                .contains("-> set sampling.contended_interval below 2s");
    }

    @Test
    void aDatabaseInUse() {
        SERVER.executeIn(database, "CREATE TABLE users (id int)");

        var run = check(SERVER.newRole(BOTH), "enforce");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("warn     " + database + " has 1 tables: DDL there could keep us from");
    }

    @Test
    void rolesThatRunDdlWithoutALockTimeout() {
        var owner = SERVER.newRole("");
        SERVER.executeIn(
                database, "CREATE TABLE owned (id int); ALTER TABLE owned OWNER TO " + owner);
        var role = SERVER.newRole(BOTH);

        var before = check(role, "enforce");

        assertThat(before.code()).isZero();
        assertThat(before.out()).containsPattern("warn +not set for .*" + owner);
        SERVER.execute("ALTER ROLE " + owner + " SET lock_timeout = '5s'");
        assertThat(check(role, "enforce").out()).doesNotContain(owner);
        SERVER.executeIn(database, "DROP TABLE owned");
    }

    @Test
    void aStandby() throws IOException {
        try (var server = PostgresServer.of(15).start()) {
            var data = server.query("SHOW data_directory");
            server.stop();
            Files.createFile(Path.of(String.valueOf(data), "standby.signal"));
            server.start();

            var run = check(server.url(), PostgresServer.SUPERUSER, "enforce");

            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .contains("warn     standby: what piles up here comes from the primary");
        }
    }

    @Test
    void aServerThatIsNotThere() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";

        var run = check(url + "?sslmode=disable", "me", "enforce");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .containsPattern(
                        "main +login +missing +Connection to 127.0.0.1:" + port + " refused")
                .containsPattern("-> see that a server answers there: \\Q" + url + "\\E\n")
                .containsPattern("main +guard +ok +mode=enforce")
                .doesNotContain("\tat ");
    }

    @Test
    void aHostThatDoesNotExist() {
        var run = check("jdbc:postgresql://nowhere.invalid/postgres", "me", "off");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("login +missing +.*UnknownHostException: nowhere.invalid");
    }

    @Test
    void aRoleThatDoesNotExist() {
        var run = check("nobody_at_all", "enforce");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("FATAL: role \"nobody_at_all\" does not exist")
                .contains("-> CREATE ROLE \"nobody_at_all\" LOGIN PASSWORD '…';");
    }

    @Test
    void aDatabaseThatDoesNotExist() {
        var run = check(SERVER.url("nowhere"), PostgresServer.SUPERUSER, "enforce");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("FATAL: database \"nowhere\" does not exist")
                .contains("-> correct the database in the url; postgres is there on every server");
    }

    @Test
    void passwords() throws IOException {
        var rules =
                Files.writeString(
                        folder.resolve("pg_hba.conf"),
                        """
                        host all postgres 127.0.0.1/32 trust
                        host all stranger 127.0.0.1/32 reject
                        host all all 127.0.0.1/32 scram-sha-256
                        """);
        try (var server = PostgresServer.of(15).with("hba_file", rules.toString()).start()) {
            server.execute("CREATE ROLE keeper LOGIN PASSWORD 'hunter2' " + BOTH);
            server.execute("CREATE ROLE stranger LOGIN");

            var none = byFlags(Map.of(), server, "keeper");
            var wrong = byFlags(Map.of("PGPASSWORD", "hunter3"), server, "keeper");
            var right = byFlags(Map.of("PGPASSWORD", "hunter2"), server, "keeper");
            var barred = byFlags(Map.of(), server, "stranger");

            assertThat(none.code()).isEqualTo(1);
            assertThat(none.out()).contains("-> give the password: in the configuration");
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.out())
                    .contains("FATAL: password authentication failed for user \"keeper\"")
                    .contains("-> correct the password, or: ALTER ROLE \"keeper\" PASSWORD '…';")
                    .doesNotContain("hunter");
            assertThat(right.code()).isZero();
            assertThat(barred.out()).contains("-> let role \"stranger\" in: a line in pg_hba.conf");
            assertThat(withPasswordFile(server).code()).isZero();
        }
    }

    private static Run byFlags(
            Map<String, String> environment, PostgresServer server, String user) {
        return Run.checkIn(
                environment, "--url", server.url(), "--user", user, "--guard", "enforce");
    }

    /// In place of `~/.pgpass`, which is the driver's to find.
    private Run withPasswordFile(PostgresServer server) throws IOException {
        var file = folder.resolve("pgpass");
        Files.writeString(file, "127.0.0.1:" + server.port() + ":*:keeper:hunter2\n");
        System.setProperty("org.postgresql.pgpassfile", file.toString());
        try {
            return byFlags(Map.of(), server, "keeper");
        } finally {
            System.clearProperty("org.postgresql.pgpassfile");
        }
    }

    @Test
    void otherProgramsGetJson() {
        var file = file(SERVER.url(database), SERVER.newRole(""), "enforce");

        var run = Run.check("--config", file.toString(), "--json");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("{")
                .contains("\"ok\" : false", "\"mend\" : \"GRANT pg_monitor TO ");
    }
}
