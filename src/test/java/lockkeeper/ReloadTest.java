package lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.config.Configuration;
import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;
import lockkeeper.config.InvalidConfiguration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ReloadTest {
    private static final String FILE =
            """
            http: {listen: "127.0.0.1:9753", token: "${file:%s}"}
            targets: [{name: main, url: "jdbc:postgresql://db/postgres", user: lockkeeper}]
            guard: {queued: 5}
            """;

    @TempDir private Path folder;
    private final List<Configuration> used = new ArrayList<>();
    private final List<Boolean> outcomes = new ArrayList<>();
    private Path file;
    private Path token;
    private Reload reload;

    @BeforeEach
    void begin() throws Exception {
        file = folder.resolve("lockkeeper.yaml");
        token = Files.writeString(folder.resolve("token"), "one");
        write(FILE);
        reload = new Reload(read(), this::read, used::add, outcomes::add);
    }

    private Configuration read() throws InvalidConfiguration {
        return new ConfigurationReader(Map.of()).read(Flags.file(file));
    }

    private void write(String yaml) throws IOException {
        Files.writeString(file, yaml.formatted(token));
    }

    private List<Integer> queued() {
        return used.stream().map(c -> c.targets().getFirst().guard().queued()).toList();
    }

    @Test
    void aChangedFileIsTakenUpOnce() throws Exception {
        look(3);
        assertThat(used).isEmpty();
        write(FILE.replace("queued: 5", "queued: 7"));
        look(4);
        assertThat(queued()).containsExactly(7);
        assertThat(outcomes).containsExactly(true);
    }

    @Test
    void aFileThatIsStillBeingWrittenIsNotTakenForWhole() throws Exception {
        write(FILE.replace("guard: {queued: 5}", ""));
        look(1);
        write(FILE.replace("queued: 5", "queued: 7"));
        look(1);
        assertThat(used).isEmpty();
        look(1);
        assertThat(queued()).containsExactly(7);
    }

    @Test
    void aChangedSecretInAFileOfItsOwnIsTakenUp() throws Exception {
        Files.writeString(token, "two");
        look(2);
        assertThat(used).hasSize(1);
        assertThat(used.getFirst().http().token()).isNotNull();
    }

    @Test
    void aLinkThatLeadsElsewhereIsFollowed() throws Exception {
        var first = Files.createDirectory(folder.resolve("1"));
        var second = Files.createDirectory(folder.resolve("2"));
        Files.writeString(first.resolve("lockkeeper.yaml"), FILE.formatted(token));
        Files.writeString(
                second.resolve("lockkeeper.yaml"),
                FILE.formatted(token).replace("queued: 5", "queued: 8"));
        Files.delete(file);
        var data = Files.createSymbolicLink(folder.resolve("..data"), first);
        Files.createSymbolicLink(file, Path.of("..data", "lockkeeper.yaml"));
        look(2);
        assertThat(used).isEmpty();
        Files.delete(data);
        Files.createSymbolicLink(data, second);
        look(2);
        assertThat(queued()).containsExactly(8);
    }

    @Test
    void aFileThatIsNotValidChangesNothingAndIsToldOnce() throws Exception {
        write(FILE.replace("queued: 5", "queued: many"));
        look(4);
        assertThat(used).isEmpty();
        assertThat(outcomes).containsExactly(false);
    }

    @Test
    void aFileThatIsPutBackAsItWasIsInUse() throws Exception {
        write(FILE.replace("queued: 5", "queued: many"));
        look(2);
        write(FILE);
        look(2);
        assertThat(outcomes).containsExactly(false, true);
    }

    @Test
    void whatNeedsARestartIsRefusedWithEverythingBesideIt() throws Exception {
        write(FILE.replace("9753", "9754").replace("queued: 5", "queued: 7"));
        look(4);
        assertThat(used).isEmpty();
        assertThat(outcomes).containsExactly(false);
        write(FILE.replace("queued: 5", "queued: 7"));
        look(2);
        assertThat(queued()).containsExactly(7);
        assertThat(outcomes).containsExactly(false, true);
    }

    @Test
    void whoAsksIsAnsweredAtOnceEveryTime() throws Exception {
        reload.now();
        write(FILE.replace("queued: 5", "queued: 7"));
        reload.now();
        write("{");
        reload.now();
        reload.now();
        assertThat(queued()).containsExactly(5, 7);
        assertThat(outcomes).containsExactly(true, true, false, false);
        look(3);
        assertThat(outcomes).hasSize(4);
    }

    @Test
    void aFaultOfOursIsToldAsAFailure() throws Exception {
        var broken =
                new Reload(
                        read(),
                        this::read,
                        _ -> {
                            throw new IllegalStateException("broken");
                        },
                        outcomes::add);
        broken.now();
        assertThat(outcomes).containsExactly(false);
    }

    private void look(int times) {
        for (var i = 0; i < times; i++) reload.look();
    }
}
