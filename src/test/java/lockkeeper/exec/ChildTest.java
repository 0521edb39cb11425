package lockkeeper.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

@Timeout(60)
class ChildTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir private Path folder = Path.of("");

    @Test
    void itsExitCodeIsKept() throws Exception {
        assertThat(shell("exit 0", LONG).await()).isZero();
        assertThat(shell("exit 42", LONG).await()).isEqualTo(42);
        assertThat(shell("kill -KILL $$", LONG).await()).isEqualTo(137);
    }

    @Test
    void whatItIsGivenIsInItsEnvironment() throws Exception {
        var child =
                Child.start(
                        List.of("sh", "-c", "test \"$PGAPPNAME\" = 'a b'"),
                        Map.of("PGAPPNAME", "a b"),
                        LONG);
        assertThat(child.await()).isZero();
    }

    @Test
    void whatDoesNotEndIsKilledWithAllThatItStarted() throws Exception {
        var child = begun("trap '' TERM; sleep 1000 & echo $! > 'FILE'; wait; wait", LONG);
        var left = sleeper();
        child.signal(Sign.TERM);
        assertThat(left.isAlive()).as("it still has time").isTrue();
        child.kill();
        assertThat(child.await()).isEqualTo(137);
        await().atMost(LONG).until(() -> !left.isAlive());
    }

    @Test
    void whatOutlivesACommandThatWasToldToEndIsKilled() throws Exception {
        // a signal just before a shell's `wait` would be noticed only after it
        var child =
                begun(
                        "trap 'exit 3' TERM; sh -c 'trap \"\" TERM; echo $$ > FILE; sleep 1000; :'"
                                + " & while :; do sleep 0.05; done",
                        Duration.ofMillis(200));
        var left = sleeper();
        child.signal(Sign.TERM);
        assertThat(child.await()).isEqualTo(3);
        await().atMost(LONG).until(() -> !left.isAlive());
    }

    private Child begun(String script, Duration grace) throws IOException {
        return shell(script.replace("FILE", file().toString()), grace);
    }

    private static Child shell(String script, Duration grace) throws IOException {
        return Child.start(List.of("sh", "-c", script), Map.of(), grace);
    }

    private Path file() {
        return folder.resolve("pid");
    }

    private ProcessHandle sleeper() {
        await().atMost(LONG).until(() -> Files.exists(file()) && Files.size(file()) > 1);
        try {
            var pid = Long.parseLong(Files.readString(file()).strip());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
