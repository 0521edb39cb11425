package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The released program on a terminal, which the program `script` of util-linux pretends to be.
class ExecTerminalIT {
    private static final PostgresServer SERVER = PostgresServer.shared(18);
    private static final Path JAR = Path.of("target", "lockkeeper.jar").toAbsolutePath();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void ctrlCReachesTheCommandOnceThoughTheOutputIsRedirected() throws Exception {
        assumeTrue(isInstalled("script") && isInstalled("env"), "no script or env here");
        var command =
                write(
                        "command.sh",
                        """
                        trap 'echo INT >> %1$s/had' INT
                        trap 'exit 9' TERM
                        echo $PPID > %1$s/pid
                        while :; do sleep 0.05; done
                        """);
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var commands =
                write(
                        "commands.sh",
                        "%s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar %s exec --url %s"
                                        .formatted(java, JAR, SERVER.url())
                                + " --user postgres -- sh "
                                + command
                                + " > %1$s/log\n");
        // who runs these tests may ignore SIGINT, and a shell cannot take that back
        var shell = "env --default-signal=INT sh -m " + commands;
        var terminal = new ProcessBuilder("script", "-qec", shell, "/dev/null").start();
        try {
            await().atMost(LONG).until(() -> isWritten("pid"));
            terminal.getOutputStream().write(3);
            terminal.getOutputStream().flush();
            await().atMost(LONG).until(() -> isWritten("had"));
            var exec = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
            ProcessHandle.of(exec).orElseThrow().destroy();
            assertThat(terminal.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readAllLines(folder.resolve("had"))).isEqualTo(List.of("INT"));
        } finally {
            terminal.destroyForcibly();
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text.formatted(folder));
    }

    private boolean isWritten(String name) throws IOException {
        var file = folder.resolve(name);
        return Files.exists(file) && Files.size(file) > 1;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
