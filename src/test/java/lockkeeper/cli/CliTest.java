package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class CliTest {
    @TempDir private Path folder;

    @Command(name = "fail")
    private static final class Failing implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("first line\n  second \u001b[31mline");
        }
    }

    private static Run version(String... arguments) {
        return Run.of(new VersionCommand(new Build("1.2.3", "abcdef")), arguments);
    }

    @Test
    void versionSaysWhatThisIs() {
        assertThat(version("version"))
                .isEqualTo(
                        new Run(
                                0,
                                """
                                lockkeeper 1.2.3
                                commit abcdef
                                Java %s
                                PostgreSQL 14 to 18
                                """
                                        .formatted(Runtime.version()),
                                ""));
    }

    @Test
    void withoutACommandTheUsageIsPrinted() {
        var run = version();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: lockkeeper COMMAND", "version");
    }

    @Test
    void onlyTheCommandThatIsAskedForIsMade() {
        var made = new ArrayList<String>();
        var cli =
                new Cli()
                        .to(
                                new PrintWriter(Writer.nullWriter()),
                                new PrintWriter(System.err, true, UTF_8))
                        .add("version", () -> noted(made, new VersionCommand(new Build("1", ""))))
                        .add("fail", () -> noted(made, new Failing()));

        assertThat(cli.run("version")).isZero();
        assertThat(made).containsExactly("VersionCommand");
    }

    private static Object noted(List<String> made, Object command) {
        made.add(command.getClass().getSimpleName());
        return command;
    }

    @Test
    void helpIsNoMistake() {
        var run = version("help", "version");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: lockkeeper version");
    }

    @Test
    void anUnknownCommand() {
        assertThat(version("vresion"))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                """
                                lockkeeper: Unmatched argument at index 0: 'vresion'
                                Try: lockkeeper help
                                """));
    }

    @Test
    void anUnknownOption() {
        assertThat(Run.check("--confg", "x"))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                """
                                lockkeeper: Unknown options: '--confg', 'x'
                                Try: lockkeeper help check
                                """));
    }

    @Test
    void anOptionWithoutItsValue() {
        assertThat(Run.check("--config"))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                """
                                lockkeeper: Missing required parameter for option '--config' (FILE)
                                Try: lockkeeper help check
                                """));
    }

    @Test
    void aFailureIsOneLineWithoutAStackTrace() {
        assertThat(Run.of(new Failing(), "fail"))
                .isEqualTo(new Run(1, "", "lockkeeper: first line second ?[31mline\n"));
    }

    @Test
    void aBadFileIsALineForEachProblem() throws IOException {
        var file = folder.resolve("lockkeeper.yaml");
        Files.writeString(file, "targets: []\nhttp:\n  listen: 1\n");

        assertThat(Run.check("--config", file.toString()))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                """
                                FILE:1: targets: must name at least one server
                                FILE:3: http.listen: must be an address and a port such as \
                                127.0.0.1:9753, got 1
                                """
                                        .replace("FILE", file.toString())));
    }

    @Test
    void neitherFileNorServer() {
        assertThat(Run.checkIn(Map.of("PGUSER", "me")))
                .isEqualTo(new Run(2, "", "--config FILE or --url URL: is missing\n"));
    }

    @Test
    void theBuildIsUnknownOutsideAJar() {
        assertThat(Build.current()).isEqualTo(new Build("development", "unknown"));
    }
}
