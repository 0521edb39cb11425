package lockkeeper.journal;

import static lockkeeper.graph.Scene.START;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/// On real file systems that are full or read-only. Needs the right to mount; skipped without.
class DiskFullTest {
    @TempDir private Path disk;

    @Test
    void aFullDiskFailsPlainlyAndIsForgottenOnceThereIsRoom() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString()));
        try {
            fillAndRecover();
        } finally {
            run("umount", disk.toString());
        }
    }

    private void fillAndRecover() throws IOException {
        var ballast = Files.write(disk.resolve("ballast"), new byte[40_000]);
        try (var journal = new FileJournal(new JournalSettings(disk), () -> START)) {
            var written = fill(journal);
            assertThat(written).isBetween(1, 500);
            assertThatThrownBy(() -> journal.record(Entries.done("x", START)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(disk.toString())
                    .hasMessageContaining("No space left");
            Files.delete(ballast);
            journal.record(Entries.done("last", START));
            var records = new ArrayList<JournalRecord>();
            new JournalReader(disk).read(START, (_, record) -> records.add(record));
            assertThat(records.getLast())
                    .isEqualTo(new JournalRecord.Entry(Entries.done("last", START)));
            assertThat(records)
                    .filteredOn(JournalRecord.Entry.class::isInstance)
                    .hasSize(written + 1);
        }
    }

    /// Returns how many entries there was room for.
    private static int fill(FileJournal journal) {
        for (var i = 0; ; i++)
            try {
                journal.record(Entries.intent("a" + i, START));
            } catch (IOException full) {
                return i;
            }
    }

    @Test
    void aReadOnlyFolderIsNamed() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k,ro", "none", disk.toString()));
        try {
            assertThatThrownBy(() -> new FileJournal(new JournalSettings(disk), () -> START))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(disk.toString())
                    .hasMessageContaining("Read-only");
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
