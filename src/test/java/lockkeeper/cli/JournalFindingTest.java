package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.journal.JournalSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class JournalFindingTest {
    @TempDir private Path folder;

    private static Finding finding(Path path) {
        return new JournalFinding(new JournalSettings(path)).finding();
    }

    @Test
    void aFolderThatIsThere() {
        assertThat(finding(folder)).isEqualTo(Finding.ok("journal", "writable", folder.toString()));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatCanBeMade() {
        var path = folder.resolve("a/b");

        assertThat(finding(path))
                .isEqualTo(Finding.ok("journal", "writable", path + ", will be made"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileInTheWay() throws IOException {
        var file = Files.createFile(folder.resolve("file"));

        assertThat(finding(file.resolve("journal")))
                .isEqualTo(
                        Finding.missing(
                                "journal",
                                "writable",
                                file + " is not a folder",
                                "let this user write there, or set journal.path to another"
                                        + " folder"));
    }

    @Test
    void aFolderNobodyCanWriteTo() {
        assertThat(finding(Path.of("/proc/journal")).state()).isEqualTo(Finding.State.MISSING);
    }
}
