package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The released program with a migration tool under it, each a process of its own.
@HasOwnServers
@ParameterizedClass
@MethodSource("majors")
class ExecIT {
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";
    private static final String READ = "SELECT count(*) FROM users";

    @TempDir private Path folder = Path.of("");

    private final PostgresServer server;
    private final Shop shop;
    private final List<Wrapped> started = new ArrayList<>();

    ExecIT(int major) {
        server = PostgresServer.of(major).start();
        shop = new Shop(server);
    }

    static List<Integer> majors() {
        return List.of(PostgresServer.majors().getLast());
    }

    @AfterEach
    void close() {
        started.forEach(Wrapped::close);
        shop.close();
        server.close();
    }

    @Test
    void aWaitingMigrationIsStoppedAndRunAgainAfterTheReport() throws IOException {
        var report = shop.began(READ);
        var wrapped = exec(tool(":transaction", ALTER, ":commit"));
        awaitWaitingFor(report);
        var readers = List.of(shop.session().start(READ), shop.session().start(READ));
        wrapped.awaitSaid("The guard cancels");
        for (var reader : readers) reader.join();
        wrapped.awaitSaid("waiting for the end of a session that idles in its open transaction");
        assertThat(wrapped.said()).contains("pid " + report.pid(), "its ALTER TABLE");
        assertThat(runs()).isEqualTo(1);
        report.run("COMMIT");

        assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
        assertThat(runs()).isEqualTo(2);
        shop.session().run("SELECT email FROM users");
    }

    @Test
    void oneThatIdlesInItsTransactionIsStoppedUntilTheRetriesAreUsedUp() throws IOException {
        var wrapped = exec(List.of("--retries", "1"), tool(":transaction", ALTER, ":idle"));
        for (var run = 1; run <= 2; run++) {
            awaitLocked();
            var readers = List.of(shop.session().start(READ), shop.session().start(READ));
            for (var reader : readers) reader.join();
        }

        assertThat(wrapped.exitCode()).as(wrapped.said()).isEqualTo(3);
        assertThat(wrapped.said()).contains("The guard terminates", "the 1 retries are used up");
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void whatWasNotInALongerTransactionIsRunAgainOnlyWhenAskedFor() throws IOException {
        var report = shop.began(READ);
        var once = exec(tool(ALTER));
        awaitWaitingFor(report);
        var reader = List.of(shop.session().start(READ), shop.session().start(READ));
        assertThat(once.exitCode()).as(once.said()).isEqualTo(1);
        assertThat(once.said()).contains("not run again by itself", "--retry always");
        for (var one : reader) one.join();
        assertThat(runs()).isEqualTo(1);

        var again = exec(List.of("--retry", "always"), tool(ALTER));
        awaitWaitingFor(report);
        var others = List.of(shop.session().start(READ), shop.session().start(READ));
        again.awaitSaid("waiting for the end of");
        for (var one : others) one.join();
        report.run("COMMIT");
        assertThat(again.exitCode()).as(again.said()).isZero();
    }

    @Test
    void whatLooksTheSameOutsideOfATransactionIsNotRunAgainWithoutAWord() throws IOException {
        var report = shop.began(READ);
        var wrapped = exec(tool(":extended", READ, ALTER));
        awaitWaitingFor(report);
        var readers = List.of(shop.session().start(READ), shop.session().start(READ));
        wrapped.awaitSaid("cannot show for sure that more than that statement was rolled back");
        for (var reader : readers) reader.join();
        report.run("COMMIT");

        assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void aLockTimeoutThatWasAskedForIsKnownAndRunAgain() throws IOException {
        var report = shop.began(READ);
        var wrapped = exec(List.of("--lock-timeout", "1s"), tool(":transaction", ALTER, ":commit"));
        wrapped.awaitSaid("had waited for the whole lock_timeout");
        wrapped.awaitSaid("waiting for the end of");
        report.run("COMMIT");

        assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void anyOtherFailureEndsAtOnce() throws IOException {
        var wrapped = exec(tool("SELECT 1/0"));
        assertThat(wrapped.exitCode()).isEqualTo(1);
        assertThat(wrapped.said()).contains("division by zero").doesNotContain("attempt");
        assertThat(runs()).isEqualTo(1);
        assertThat(exec(List.of("sh", "-c", "exit 7")).exitCode()).isEqualTo(7);
        assertThat(exec(List.of("/no/such/program")).exitCode()).isEqualTo(127);
    }

    @Test
    void whoConnectedBeforeIsLeftAlone() throws IOException {
        var report = shop.began(READ);
        var bystander = shop.session();
        var migration = bystander.start("ALTER TABLE users ADD COLUMN phone text");
        bystander.awaitBlocked();
        var readers = shop.crowd(3, READ);
        // longer than it would take the guard to act
        var wrapped = exec(tool("SELECT pg_sleep(2)"));
        assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
        assertThat(migration).isNotDone();
        assertThat(readers).allMatch(Session::isBlocked);
        report.run("COMMIT");
        migration.join();
    }

    @Test
    void whomTheConfigurationLeavesOutIsNotCoveredByAnOption() throws IOException {
        var role = Patrol.role(server);
        var file = config(role);
        Files.writeString(file, Files.readString(file) + "  only: {users: [somebody]}\n");
        var report = shop.began(READ);
        var wrapped =
                Wrapped.start(
                        List.of("--config", file.toString(), "--only-user", ".*"),
                        tool(":transaction", ALTER, ":commit"));
        started.add(wrapped);
        awaitWaitingFor(report);
        var readers = List.of(shop.session().start(READ), shop.session().start(READ));
        wrapped.awaitSaid("is not in guard.only.users");
        report.run("COMMIT");
        for (var reader : readers) reader.join();
        assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
        assertThat(wrapped.said()).doesNotContain("The guard cancels");
    }

    @Test
    void onlyWhomAnOptionNamesIsCovered() throws IOException {
        var report = shop.began(READ);
        var wrapped =
                exec(List.of("--only-user", "somebody"), tool(":transaction", ALTER, ":commit"));
        awaitWaitingFor(report);
        var readers = List.of(shop.session().start(READ), shop.session().start(READ));
        wrapped.awaitSaid("The guard leaves it: its user is not one of --only-user.");
        report.run("COMMIT");
        for (var reader : readers) reader.join();
        assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
    }

    @Test
    void theExitCodeIsTheCommandsThoughItRemovesOurFolder() throws IOException {
        var wrapped =
                exec(
                        List.of(
                                "sh",
                                "-c",
                                """
                                for file in /proc/$PPID/fd/*; do
                                    path=$(readlink "$file")
                                    case $path in
                                    */lockkeeper-exec-*/lock) rm -r "${path%/lock}" ;;
                                    esac
                                done
                                exit 7
                                """));
        assertThat(wrapped.exitCode()).as(wrapped.said()).isEqualTo(7);
        assertThat(wrapped.said()).contains("could not be put away: ").doesNotContain("\tat ");
    }

    @Test
    void aConcurrentBuildIsLeftToWait() throws IOException {
        var report = shop.began("UPDATE users SET name = 'y' WHERE id = 2");
        var wrapped = exec(tool("CREATE INDEX CONCURRENTLY users_name ON users (name)"));
        awaitWaitingFor(report);
        shop.session().run(READ);
        shop.session().run("UPDATE users SET name = 'x' WHERE id = 1");
        report.run("COMMIT");

        assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
        assertThat(runs()).isEqualTo(1);
        assertThat(
                        shop.session()
                                .query(
                                        "SELECT indisvalid FROM pg_index WHERE indexrelid ="
                                                + " 'users_name'::regclass"))
                .isEqualTo("t");
    }

    @Test
    void signalsArePassedOnAndNoProcessIsLeft() throws IOException {
        for (var signal : List.of("TERM", "INT", "HUP")) {
            if (!isHeard(signal)) continue;
            var wrapped =
                    exec(
                            List.of(
                                    "sh",
                                    "-c",
                                    "trap 'exit 9' %s; echo ready >&2; while :; do sleep 0.2; done"
                                            .formatted(signal)));
            wrapped.awaitSaid("ready");
            var tree = wrapped.process().descendants().toList();
            assertThat(tree).isNotEmpty();
            signal(signal, wrapped.process());
            assertThat(wrapped.exitCode()).as(signal + " " + wrapped.said()).isEqualTo(9);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> tree.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void itsStandardStreamsAreTheCommands() throws IOException {
        var wrapped = exec(List.of("cat"));
        var bytes = "ä\0\r\nlast".getBytes(StandardCharsets.UTF_8);
        try (var in = wrapped.process().getOutputStream()) {
            in.write(bytes);
        }
        assertThat(wrapped.process().getInputStream().readAllBytes()).isEqualTo(bytes);
        assertThat(wrapped.exitCode()).isZero();
        assertThat(wrapped.said().lines()).allMatch(line -> line.startsWith("lockkeeper: "));
    }

    @Test
    void withoutTheRightToSignalNothingIsStarted() throws IOException {
        var role = server.newRole("IN ROLE pg_monitor");
        var wrapped = Wrapped.start(List.of("--config", config(role).toString()), tool(READ));
        started.add(wrapped);
        assertThat(wrapped.exitCode()).isEqualTo(1);
        assertThat(wrapped.said()).contains("GRANT pg_signal_backend TO \"" + role + "\";");
        assertThat(runs()).isZero();
    }

    @Test
    void whatMustBeRepairedBeforeIsRepaired() throws IOException {
        var report = shop.began(READ);
        var done = folder.resolve("repaired");
        var wrapped =
                exec(
                        List.of("--before-retry", "touch '%s'".formatted(done)),
                        tool(":transaction", ALTER, ":commit"));
        awaitWaitingFor(report);
        var readers = List.of(shop.session().start(READ), shop.session().start(READ));
        wrapped.awaitSaid("waiting for the end of");
        for (var reader : readers) reader.join();
        assertThat(done).doesNotExist();
        report.run("COMMIT");
        assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
        assertThat(done).exists();
    }

    @Test
    void aDaemonGuardsItInAWindow() throws IOException {
        var report = shop.began(READ);
        try (var daemon = daemon()) {
            var wrapped = exec(daemon, List.of(), tool(":transaction", ALTER, ":commit"));
            awaitWaitingFor(report);
            var readers = List.of(shop.session().start(READ), shop.session().start(READ));
            for (var reader : readers) reader.join();
            wrapped.awaitSaid("because the guard had stopped its ALTER TABLE");
            wrapped.awaitSaid(
                    "waiting for the end of a session that idles in its open transaction");
            assertThat(runs()).isEqualTo(1);
            report.run("COMMIT");

            assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
            assertThat(runs()).isEqualTo(2);
            assertThat(wrapped.said()).contains("the deploy window is closed: guard acted");
            assertThat(daemon.get("/api/v1/deploys").body())
                    .contains("\"state\":\"closed\"")
                    .doesNotContain("\"state\":\"open\"");
        }
    }

    @Test
    void aLockTimeoutIsKnownUnderADaemonToo() throws IOException {
        var report = shop.began(READ);
        try (var daemon = daemon()) {
            var wrapped =
                    exec(
                            daemon,
                            List.of("--lock-timeout", "1s"),
                            tool(":transaction", ALTER, ":commit"));
            wrapped.awaitSaid("had waited for the whole lock_timeout");
            wrapped.awaitSaid(
                    "waiting for the end of a session that idles in its open transaction");
            assertThat(runs()).isEqualTo(1);
            report.run("COMMIT");

            assertThat(wrapped.exitCode()).as(wrapped.said()).isZero();
            assertThat(runs()).isEqualTo(2);
            assertThat(wrapped.said()).doesNotContain("the guard had stopped");
        }
    }

    @Test
    void aSignalWhileItArmsLeavesNoWindowOpen() throws IOException {
        var killSwitch = Files.createFile(folder.resolve("stop"));
        try (var daemon = daemon("  kill_switch: " + killSwitch + "\n")) {
            var wrapped = exec(daemon, List.of(), tool(READ));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> daemon.get("/api/v1/deploys").body().contains("\"open\""));
            signal("TERM", wrapped.process());
            assertThat(wrapped.exitCode()).as(wrapped.said()).isEqualTo(143);
            assertThat(daemon.get("/api/v1/deploys").body()).doesNotContain("\"open\"");
            assertThat(runs()).isZero();
        }
    }

    @Test
    void aLockTimeoutThatIsTooShortToBeSeenIsRefused() {
        var wrapped =
                Wrapped.start(
                        List.of("--daemon", "http://127.0.0.1:1", "--lock-timeout", "399ms"),
                        List.of("true"));
        started.add(wrapped);
        assertThat(wrapped.exitCode()).as(wrapped.said()).isEqualTo(2);
        assertThat(wrapped.said())
                .contains("at least twice the time between two looks at the daemon, 400ms");
    }

    /// One that is ready.
    private Daemon daemon() throws IOException {
        return daemon("");
    }

    private Daemon daemon(String guard) throws IOException {
        var file = folder.resolve("daemon.yaml");
        Files.writeString(
                file,
                Files.readString(config(Patrol.role(server)))
                        + guard
                        + """
                        http:
                          listen: 127.0.0.1:0
                          token: secret
                        journal:
                          path: %s
                        """
                                .formatted(folder.resolve("journal")));
        var daemon = Daemon.start("run", "--config", file.toString());
        daemon.awaitStatus(200, "/readyz");
        return daemon;
    }

    private Wrapped exec(Daemon daemon, List<String> options, List<String> command)
            throws IOException {
        var token = Files.writeString(folder.resolve("token"), "secret\n");
        var all = new ArrayList<String>();
        all.addAll(List.of("--daemon", "http://127.0.0.1:" + daemon.port()));
        all.addAll(List.of("--token-file", token.toString()));
        all.addAll(options);
        var wrapped = Wrapped.start(all, command);
        started.add(wrapped);
        return wrapped;
    }

    private Wrapped exec(List<String> command) throws IOException {
        return exec(List.of(), command);
    }

    private Wrapped exec(List<String> options, List<String> command) throws IOException {
        var all = new ArrayList<String>();
        all.addAll(List.of("--config", config(Patrol.role(server)).toString()));
        all.addAll(options);
        var wrapped = Wrapped.start(all, command);
        started.add(wrapped);
        return wrapped;
    }

    private Path config(String role) throws IOException {
        var file = folder.resolve(role + ".yaml");
        return Files.writeString(
                file,
                """
                targets:
                  - name: main
                    url: %s
                    user: %s
                sampling:
                  interval: 100ms
                  contended_interval: 50ms
                guard:
                  queued: 2
                  sustained: 300ms
                """
                        .formatted(server.url(), role));
    }

    private List<String> tool(String... steps) {
        return Tool.command(server.url(shop.database()), shop.owner(), runFile(), steps);
    }

    private Path runFile() {
        return folder.resolve("runs");
    }

    private long runs() throws IOException {
        return Files.exists(runFile()) ? Files.readString(runFile()).lines().count() : 0;
    }

    /// Returns once somebody waits for this session.
    private void awaitWaitingFor(Session session) {
        var sql =
                "SELECT count(*) > 0 FROM pg_stat_activity"
                        + " WHERE pg_blocking_pids(pid) @> ARRAY[%d]".formatted(session.pid());
        awaitTrue(sql);
    }

    private void awaitLocked() {
        awaitTrue(
                "SELECT count(*) > 0 FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                        + " WHERE l.granted AND l.relation > 16383"
                        + " AND l.mode = 'AccessExclusiveLock' AND a.datname = '%s'"
                                .formatted(shop.database()));
    }

    private void awaitTrue(String sql) {
        await(sql + " " + started.getLast().said())
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> "t".equals(server.query(sql)));
    }

    /// What is ignored where the tests are started, as in the background of a shell, is ignored by
    /// all of us.
    private static boolean isHeard(String signal) {
        var script = "trap 'exit 0' %1$s; kill -%1$s $$; exit 1".formatted(signal);
        try {
            return new ProcessBuilder("sh", "-c", script).start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void signal(String name, Process process) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
