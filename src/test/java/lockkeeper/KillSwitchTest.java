package lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class KillSwitchTest {
    @TempDir private Path folder;
    @AutoClose private final KillSwitch killSwitch = new KillSwitch();

    @Test
    void followsTheFile() throws IOException {
        var file = folder.resolve("stop");
        assertThat(killSwitch.test(file)).isFalse();
        Files.createFile(file);
        await().until(() -> killSwitch.test(file));
        Files.delete(file);
        await().until(() -> !killSwitch.test(file));
    }

    @Test
    void looksAtAnotherFileBeforeItAnswers() throws IOException {
        assertThat(killSwitch.test(folder.resolve("stop"))).isFalse();
        assertThat(killSwitch.test(Files.createFile(folder.resolve("halt")))).isTrue();
        assertThat(killSwitch.test(folder.resolve("stop"))).isFalse();
    }

    @Test
    void whatCannotBeToldCountsAsThere() throws IOException {
        var toItself = folder.resolve("stop");
        Files.createSymbolicLink(toItself, toItself);
        assertThat(killSwitch.test(toItself)).isTrue();
    }

    @Test
    void countsAsThereWhenNobodyLooksAnyMore() {
        var file = folder.resolve("stop");
        assertThat(killSwitch.test(file)).isFalse();
        killSwitch.close();
        await().until(() -> killSwitch.test(file));
    }
}
