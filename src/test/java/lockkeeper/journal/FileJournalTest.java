package lockkeeper.journal;

import static lockkeeper.graph.Scene.START;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.journal.JournalRecord.Entry;
import lockkeeper.journal.JournalRecord.Saved;
import lockkeeper.journal.JournalRecord.Unreadable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class FileJournalTest {
    @TempDir private Path temporary;
    private Instant now = START;

    private Path folder() {
        return temporary.resolve("journal");
    }

    private Path file() {
        return folder().resolve("journal-2026-01.jsonl");
    }

    private FileJournal open() throws IOException {
        return new FileJournal(new JournalSettings(folder()), () -> now);
    }

    private List<JournalRecord> read(Instant since) throws IOException {
        var records = new ArrayList<JournalRecord>();
        new JournalReader(folder()).read(since, (_, record) -> records.add(record));
        return records;
    }

    @Test
    void whatIsWrittenIsReadBackEqual() throws IOException {
        var entries =
                List.<JournalEntry>of(
                        Entries.intent("a", Entries.PRECISE),
                        Entries.done("a", START),
                        Entries.declined(START),
                        Entries.manual(START),
                        Entries.closed(START));
        var incident = Entries.incident("i1", 0);
        try (var journal = open()) {
            for (var entry : entries) journal.record(entry);
            journal.save(incident);
        }
        var records = read(START.minusSeconds(1));
        for (var i = 0; i < entries.size(); i++)
            assertEquals(new Entry(entries.get(i)), records.get(i));
        assertEquals(new Saved(START, incident), records.getLast());
        assertEquals(6, Files.readAllLines(file()).size());
    }

    @Test
    void eachLineSaysItsVersionAndKindFirst() throws IOException {
        try (var journal = open()) {
            journal.record(Entries.intent("a", START));
        }
        assertThat(Files.readString(file()))
                .startsWith("{\"v\":1,\"kind\":\"intent\",\"at\":\"2026-01-01T12:00:00Z\"");
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        try (var journal = open()) {
            journal.record(Entries.done("a", START));
        }
        assertEquals("rwx------", permissions(folder()));
        assertEquals("rw-------", permissions(file()));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void eachMonthInUtcHasItsFile() throws IOException {
        now = Instant.parse("2026-01-31T23:59:59.999Z");
        try (var journal = open()) {
            journal.record(Entries.done("a", now));
            now = Instant.parse("2026-02-01T00:00:00Z");
            journal.record(Entries.done("b", now));
            journal.save(Entries.incident("i1", 3));
        }
        assertEquals(1, Files.readAllLines(file()).size());
        assertEquals(2, Files.readAllLines(folder().resolve("journal-2026-02.jsonl")).size());
        assertThat(read(START)).hasSize(4 - 1);
        assertThat(read(now)).hasSize(2);
    }

    @Test
    void aLineThatWasCutOffIsNeverGluedToTheNext() throws IOException {
        try (var journal = open()) {
            journal.record(Entries.done("a", START));
        }
        Files.writeString(file(), "{\"v\":1,\"kind\":\"int", StandardOpenOption.APPEND);
        assertThat(read(START).getLast()).isInstanceOf(Unreadable.class);
        try (var journal = open()) {
            journal.record(Entries.done("b", START));
        }
        var records = read(START);
        assertThat(records).hasSize(3);
        assertThat(records.get(1)).isInstanceOf(Unreadable.class);
        assertEquals(new Entry(Entries.done("b", START)), records.get(2));
    }

    @Test
    void aLineThatOnlyLacksItsEndIsStillRead() throws IOException {
        try (var journal = open()) {
            journal.record(Entries.done("a", START));
        }
        var whole = Files.readString(file());
        Files.writeString(file(), whole.strip());
        assertThat(read(START)).containsExactly(new Entry(Entries.done("a", START)));
        try (var journal = open()) {
            journal.record(Entries.done("b", START));
        }
        assertThat(read(START)).hasSize(2);
    }

    @Test
    void damagedLinesAreToldOfAndSkipped() throws IOException {
        try (var journal = open()) {
            journal.record(Entries.done("a", START));
        }
        Files.write(
                file(),
                List.of(
                        "",
                        "null",
                        "[]",
                        "{\"v\":2,\"kind\":\"done\"}",
                        "{\"v\":1,\"kind\":\"dance\"}",
                        "{\"v\":1,\"kind\":\"intent\",\"at\":\"2026-01-01T12:00:00Z\"}",
                        "{\"v\":1,\"kind\":\"incident\",\"at\":\"yesterday\"}",
                        "\u0000\u0000\u0000"),
                StandardOpenOption.APPEND);
        assertThat(read(START)).hasSize(8).filteredOn(Unreadable.class::isInstance).hasSize(7);
        try (var journal = open()) {
            assertThat(journal.load(10)).isEmpty();
        }
    }

    @Test
    void anIntentWithoutAnOutcomeIsUnknownForGoodAfterARestart() throws IOException {
        try (var journal = open()) {
            journal.record(Entries.intent("a", START));
            journal.record(Entries.intent("b", START));
            journal.record(Entries.done("a", START));
        }
        now = START.plusSeconds(60);
        try (var journal = open()) {
            assertThat(journal.settled()).extracting(JournalEntry.Done::id).containsExactly("b");
        }
        var last = (Entry) read(START).getLast();
        assertThat((JournalEntry.Done) last.entry())
                .extracting(JournalEntry.Done::id, JournalEntry.Done::outcome)
                .containsExactly("b", Outcome.UNKNOWN);
        try (var journal = open()) {
            assertThat(journal.settled()).isEmpty();
        }
    }

    @Test
    void whatWasDoneIsThereAcrossRestartsAndMonths() throws IOException {
        now = Instant.parse("2025-12-31T23:59:59Z");
        try (var journal = open()) {
            journal.record(Entries.intent("old", now.minusSeconds(600)));
            journal.record(Entries.intent("a", now));
        }
        now = Instant.parse("2026-01-01T00:00:01Z");
        try (var journal = open()) {
            journal.record(Entries.intent("b", now));
            journal.record(Entries.closed(now));
            var since = now.minusSeconds(60);
            assertThat(journal.entries(since))
                    .containsExactly(
                            Entries.intent("a", now.minusSeconds(2)),
                            unknown("old"),
                            unknown("a"),
                            Entries.intent("b", now),
                            Entries.closed(now));
        }
    }

    private JournalEntry unknown(String id) {
        return new JournalEntry.Done(
                "main",
                now,
                id,
                Outcome.UNKNOWN,
                0,
                "the daemon stopped before it saw what came of it");
    }

    @Test
    void theNewestIncidentsAreLoadedAsTheyWereSavedLast() throws IOException {
        now = Instant.parse("2025-12-31T23:59:59Z");
        try (var journal = open()) {
            journal.save(Entries.incident("1", 5));
            journal.save(Entries.incident("2", 6));
            journal.save(Entries.incident("1", 0));
            now = START;
            journal.save(Entries.incident("3", 7));
            journal.save(Entries.incident("2", 0));
            assertThat(journal.load(10))
                    .containsExactly(
                            Entries.incident("3", 7),
                            Entries.incident("2", 0),
                            Entries.incident("1", 0));
            assertThat(journal.load(1)).containsExactly(Entries.incident("3", 7));
        }
    }

    @Test
    void aSecondDaemonIsKeptOut() throws IOException {
        try (var _ = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder().toString())
                    .hasMessageContaining("another Lockkeeper");
        }
        open().close();
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(folder(), "a file");
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder().toString());
    }

    @Test
    void whoCouldNotReadItAtTheStartMayTryAgain() throws IOException {
        Files.createDirectories(file());
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file().toString());
        Files.delete(file());
        open().close();
    }

    @Test
    void whenTheFileCannotBeWrittenItSaysSoAndWorksAgainLater() throws IOException {
        try (var journal = open()) {
            Files.createDirectory(file());
            assertThatThrownBy(() -> journal.record(Entries.done("a", START)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file().toString());
            Files.delete(file());
            journal.record(Entries.done("b", START));
        }
        assertThat(read(START)).containsExactly(new Entry(Entries.done("b", START)));
    }
}
