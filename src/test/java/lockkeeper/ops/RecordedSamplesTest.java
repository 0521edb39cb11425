package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.App;
import lockkeeper.cli.Build;
import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;
import lockkeeper.incident.Incident;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Whether what was recorded for the training of the AOT cache still answers what is asked.
@Isolated("runs a whole daemon in this process, which is to ask as it does alone")
class RecordedSamplesTest {
    @TempDir private Path folder;

    @Test
    void theDaemonFindsItsQuestionsAnsweredAndEndsTheRecordedPileUp() throws Exception {
        var replay =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "ci/Replay.java",
                                "ci/samples.txt")
                        .redirectErrorStream(true)
                        .start();
        try (var output = replay.inputReader()) {
            var port = Integer.parseInt(output.readLine());
            var configuration = new ConfigurationReader(Map.of()).read(Flags.file(config(port)));
            try (var app = new App(configuration, Build.current())) {
                app.start();
                await("the guard has ended it")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> isEndedByTheGuard(app));
            }
            replay.getOutputStream().close();
            assertThat(output.lines())
                    .as("mvn -q -B test-compile exec:exec@record makes it anew; unanswered are")
                    .isEmpty();
        } finally {
            replay.destroy();
        }
    }

    private static boolean isEndedByTheGuard(App app) {
        return app.incidents().recent(null, 1).stream()
                .anyMatch(incident -> incident.endedBy() == Incident.EndedBy.GUARD);
    }

    private Path config(int port) throws IOException {
        return Files.writeString(
                folder.resolve("lockkeeper.yaml"),
                """
                http: {listen: "127.0.0.1:0"}
                targets:
                  - name: main
                    url: jdbc:postgresql://127.0.0.1:%d/postgres
                    user: lockkeeper
                    password: training
                guard: {mode: enforce, queued: 3, sustained: 300ms}
                journal: {path: "%s"}
                """
                        .formatted(port, folder.resolve("journal")));
    }
}
