package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.journal.FileJournal;
import lockkeeper.journal.JournalSettings;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

class JournalCommandTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir private Path folder;

    @BeforeEach
    void writeTwoOutcomes() throws IOException {
        try (var journal = new FileJournal(new JournalSettings(folder), () -> NOON)) {
            journal.record(done("early", NOON.minusSeconds(7200)));
            journal.record(done("late\u001b[2J", NOON));
        }
    }

    private static JournalEntry done(String id, Instant at) {
        return new JournalEntry.Done("main", at, id, Outcome.RELEASED, 3, null);
    }

    private Run run(String... more) {
        var arguments = new String[more.length + 3];
        arguments[0] = "journal";
        arguments[1] = "--path";
        arguments[2] = folder.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Run.of(new JournalCommand(Map.of(), () -> NOON), arguments);
    }

    @Test
    void printsALineForEachThatATerminalCanShow() {
        var lines = run().out().lines().toList();
        assertThat(lines).hasSize(2);
        assertEquals(
                "2026-01-31T12:00:00Z  main  outcome released, released 3  [late?[2J]",
                lines.getLast());
    }

    @Test
    void beginsWhereItIsTold() {
        for (var since : new String[] {"1h", "2026-01-31T11:00:00Z"})
            assertThat(run("--since", since).out()).contains("late").doesNotContain("early");
        for (var since : new String[] {"2026-01-31", "7d"})
            assertThat(run("--since", since).out()).contains("early", "late");
        assertThat(run("--since", "2026-02-01").out()).isEmpty();
    }

    @Test
    void printsTheFilesThemselvesAsJson() throws IOException {
        assertEquals(
                Files.readString(folder.resolve("journal-2026-01.jsonl")),
                run("--json").out().replace("\r", ""));
    }

    @Test
    void namesWhatIsWrong() {
        var odd = run("--since", "lately");
        assertEquals(Cli.USAGE, odd.code());
        assertThat(odd.err()).contains("--since must be");
        var nowhere =
                Run.of(
                        new JournalCommand(Map.of(), () -> NOON),
                        "journal",
                        "--path",
                        folder.resolve("none").toString());
        assertEquals(Cli.FAILED, nowhere.code());
        assertThat(nowhere.err()).contains("none").contains("no such file or folder");
    }
}
