package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.TcpProxy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The released program on a terminal, which the program `script` of util-linux pretends to be.
class TreeTerminalIT {
    private static final PostgresServer SERVER = PostgresServer.shared(18);
    private static final Path JAR = Path.of("target", "lockkeeper.jar").toAbsolutePath();

    @TempDir private Path folder;

    /// Who runs these tests may ignore SIGINT or SIGHUP, and a shell cannot take that back.
    private static final String LISTENING = "env --default-signal=INT,HUP ";

    private final TcpProxy proxy = new TcpProxy(SERVER.port());
    private @Nullable Process process;
    private @Nullable Thread reader;

    @SuppressWarnings("JdkObsolete") // two threads use it
    private final StringBuffer printed = new StringBuffer();

    private void watch() throws IOException {
        start("-jar %s tree --watch --url %s --user postgres".formatted(JAR, proxy.url()));
        awaitPrinted("q: quit");
    }

    /// @param program what Java is to run
    private void start(String program) throws IOException {
        assumeTrue(
                isInstalled("script") && isInstalled("stty") && isInstalled("env"),
                "no script, stty or env here");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var commands =
                Files.writeString(
                        folder.resolve("commands.sh"),
                        """
                        stty rows 30 cols 100
                        stty -a > %1$s/before
                        echo $$ > %1$s/shell
                        %2$s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC %3$s &
                        echo $! > %1$s/pid
                        fg > /dev/null
                        echo $? > %1$s/code
                        stty -a > %1$s/after
                        """
                                .formatted(folder, java, program));
        var builder =
                new ProcessBuilder("script", "-qec", LISTENING + "sh -m " + commands, "/dev/null")
                        .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        builder.environment().remove("NO_COLOR");
        process = builder.start();
        reader = Thread.ofVirtual().start(this::read);
    }

    @AfterEach
    void stop() {
        if (process != null) process.destroyForcibly();
        proxy.close();
    }

    private Process running() {
        return Objects.requireNonNull(process);
    }

    private void read() {
        try (var in = running().inputReader(StandardCharsets.UTF_8)) {
            for (var next = in.read(); next >= 0; next = in.read()) printed.append((char) next);
        } catch (IOException e) {
            // it has ended
        }
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private void awaitPrinted(String text) {
        await(text)
                .atMost(Duration.ofSeconds(60))
                .failFast("ended", () -> !running().isAlive())
                .until(() -> printed.indexOf(text) >= 0);
    }

    private void press(String keys) throws IOException {
        printed.setLength(0);
        running().getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
        running().getOutputStream().flush();
    }

    private String written(String file) throws IOException {
        return Files.readString(folder.resolve(file)).strip();
    }

    /// Ends it, and finds the terminal as it was before.
    private int end() throws IOException, InterruptedException {
        assertThat(running().waitFor(60, TimeUnit.SECONDS)).isTrue();
        Objects.requireNonNull(reader).join();
        assertThat(written("after")).isEqualTo(written("before"));
        assertThat(printed).contains("\u001b[?25h\u001b[?1049l");
        return Integer.parseInt(written("code"));
    }

    @Test
    void qQuitsAndGivesTheTerminalBack() throws Exception {
        watch();
        assertThat(printed)
                .contains("\u001b[?1049h\u001b[?25l")
                .contains("\u001b[32mAll is well: nobody waits for a lock.\u001b[0m");
        press("q");
        assertThat(end()).isZero();
    }

    @Test
    void pPausesAndCAsks() throws Exception {
        watch();
        press("p");
        awaitPrinted("paused");
        press("c");
        awaitPrinted("No DDL holds others up.");
        press("n");
        awaitPrinted("q: quit");
        press("q");
        assertThat(end()).isZero();
    }

    @Test
    void aYesCancels() throws Exception {
        var database = SERVER.newDatabase();
        SERVER.executeIn(database, "CREATE TABLE users (id int)");
        try (var report = SERVER.session(database, "postgres");
                var ddl = SERVER.session(database, "postgres")) {
            report.run("BEGIN; SELECT count(*) FROM users");
            var migration = ddl.start("ALTER TABLE users ADD COLUMN note text");
            ddl.awaitBlocked();
            watch();
            awaitPrinted("pid " + ddl.pid());
            assertThat(widest()).isEqualTo(100);
            press("c" + ddl.pid());
            awaitPrinted("Cancel the ALTER TABLE of pid " + ddl.pid());
            awaitPrinted("no journal tells of it");
            assertThat(migration).isNotDone();
            press("y");
            awaitPrinted("pid " + ddl.pid() + " was sent a cancel");
            await().until(migration::isCompletedExceptionally);
            press("q");
            assertThat(end()).isZero();
            assertThat(afterIt()).contains("pid " + ddl.pid() + " was sent a cancel");
        }
    }

    /// How many columns of the 100 there are the widest line takes.
    private int widest() {
        return printed.toString()
                .replaceAll("\u001b\\[[\\d;?]*[A-Za-z]", "")
                .lines()
                .mapToInt(TextWidth::of)
                .max()
                .orElse(0);
    }

    /// What was printed once the terminal was as before.
    private String afterIt() {
        return printed.toString().split("\u001b\\[\\?1049l", -1)[1];
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "HUP,129"})
    void aSignalGivesTheTerminalBack(String signal, int code) throws Exception {
        watch();
        new ProcessBuilder("kill", "-" + signal, written("pid")).start().waitFor();
        assertThat(end()).isEqualTo(code);
    }

    @Test
    void ctrlCGivesTheTerminalBack() throws Exception {
        watch();
        press("\u0003");
        assertThat(end()).isEqualTo(130);
    }

    @Test
    void aServerThatGoesAwayIsSaidAndQStillQuits() throws Exception {
        watch();
        printed.setLength(0);
        proxy.close();
        awaitPrinted("The server cannot be read since");
        press("q");
        assertThat(end()).isZero();
    }

    @Test
    void aFaultOfOursGivesTheTerminalBackBeforeItIsPrinted() throws Exception {
        var classes = Path.of("target", "test-classes").toAbsolutePath();
        start("-cp %s:%s %s".formatted(classes, JAR, FaultyTree.class.getName()));
        assertThat(end()).isEqualTo(1);
        assertThat(afterIt()).contains("a fault of ours");
    }
}
