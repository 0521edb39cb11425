package lockkeeper.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.charset.StandardCharsets.UTF_8;

import lockkeeper.graph.Scene;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class CrashTest {
    @TempDir private Path folder;

    @Test
    void whoIsKilledBetweenIntentAndOutcomeLeavesAnUnknownOutcomeAndNoLock() throws Exception {
        var daemon =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath(),
                                CrashingDaemon.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var said = daemon.inputReader(UTF_8)) {
            assertEquals("written", said.readLine());
            assertThatThrownBy(this::open).hasMessageContaining("another Lockkeeper");
        } finally {
            daemon.destroyForcibly().waitFor();
        }
        try (var journal = open()) {
            assertThat(journal.settled())
                    .extracting(JournalEntry.Done::id, JournalEntry.Done::outcome)
                    .containsExactly(tuple("doomed", Outcome.UNKNOWN));
        }
        try (var journal = open()) {
            assertThat(journal.settled()).isEmpty();
        }
    }

    /// Some runners load the tests with a loader of their own.
    private static String classPath() {
        return CrashTest.class.getClassLoader() instanceof URLClassLoader own
                ? Stream.of(own.getURLs())
                        .map(url -> Path.of(URI.create(url.toString())).toString())
                        .collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    private FileJournal open() throws IOException {
        return new FileJournal(new JournalSettings(folder), () -> Scene.START);
    }
}
