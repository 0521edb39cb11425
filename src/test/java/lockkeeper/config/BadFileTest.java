package lockkeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files that are no configuration at all.
class BadFileTest {
    @TempDir private Path folder;
    private ConfigurationFile file;

    @BeforeEach
    void file() {
        file = new ConfigurationFile(folder.resolve("lockkeeper.yaml"));
    }

    @Test
    void aMissingFile() {
        assertThat(file.problems()).containsExactly("FILE: does not exist");
    }

    @Test
    void aFolder() throws IOException {
        Files.createDirectory(file.path());

        assertThat(file.problems()).containsExactly("FILE: is a folder");
    }

    @Test
    void anEmptyFile() {
        assertThat(file.with("").problems()).containsExactly("FILE: is empty");
        assertThat(file.with("# nothing\n").problems()).containsExactly("FILE: is empty");
    }

    @Test
    void aFileThatIsNoText() throws IOException {
        Files.write(file.path(), new byte[] {'a', ':', (byte) 0xC3, (byte) 0x28});

        assertThat(file.problems()).containsExactly("FILE: is not UTF-8 text");
    }

    @Test
    void aHugeFile() {
        assertThat(file.with("#".repeat(300_000)).problems())
                .containsExactly("FILE: is larger than 256 KiB");
    }

    @Test
    void aDeepFile() {
        assertThat(file.with("[".repeat(200_000)).problems())
                .containsExactly("FILE: is nested deeper than 32 levels");
    }

    @Test
    void aFileOfReferencesToReferences() {
        var yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++)
            yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));

        assertThat(file.with(yaml.toString()).problems())
                .containsExactly(
                        "FILE: is not usable YAML: Number of aliases for non-scalar nodes exceeds"
                                + " the specified max=50");
    }

    @Test
    void aFileThatContainsItself() {
        assertThat(file.with("guard: &g\n  only: *g\n").problems())
                .containsExactly(
                        "FILE:1: targets: must name at least one server",
                        "FILE:2: guard.only.only: unknown key, known here: users, applications,"
                                + " databases, relations, commands");
    }

    @Test
    void tabs() {
        assertThat(file.with("http:\n\tlisten: localhost:1\n").problems())
                .containsExactly("FILE:2: a tab stands where YAML wants spaces");
    }

    @Test
    void brokenYaml() {
        assertThat(file.with("http:\n  listen: a: b\n").problems())
                .containsExactly("FILE:2: is not YAML: mapping values are not allowed here");
        assertThat(file.with("guard:\n  protect: {users: [\"a]}\n").problems())
                .containsExactly("FILE:3: is not YAML: found unexpected end of stream");
        assertThat(file.with("guard: {protect: {users: [*admin]}}\n").problems())
                .containsExactly(
                        "FILE:1: is not YAML: found undefined alias; does it want quotes?");
        assertThat(file.with("journal:\n  path: %a\n").problems())
                .containsExactly(
                        "FILE:2: is not YAML: found character '%' that cannot start any token;"
                                + " does it want quotes?");
    }

    @Test
    void severalDocuments() {
        assertThat(file.with("---\nhttp: {}\n---\nguard: {}\n").problems())
                .containsExactly("FILE:3: is not YAML: but found another document");
    }

    @Test
    void somethingElseThanSections() {
        assertThat(file.with("just a sentence\n").problems())
                .containsExactly(
                        "FILE:1: must be a section of keys, got a single value",
                        "FILE:1: targets: must name at least one server");
        assertThat(file.with("- a\n- b\n").problems())
                .containsExactly(
                        "FILE:1: must be a section of keys, got a list",
                        "FILE:1: targets: must name at least one server");
        assertThat(file.with("? [a]\n: b\n" + ConfigurationFile.TARGET).problems())
                .containsExactly("FILE:1: a key must be a single word");
    }
}
