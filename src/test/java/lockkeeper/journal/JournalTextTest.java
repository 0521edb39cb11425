package lockkeeper.journal;

import static lockkeeper.graph.Scene.START;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lockkeeper.journal.JournalRecord.Entry;
import lockkeeper.journal.JournalRecord.Saved;
import lockkeeper.journal.JournalRecord.Unreadable;

import org.junit.jupiter.api.Test;

class JournalTextTest {
    @Test
    void everyLineFitsOneLineOfATerminal() {
        assertEquals(
                "2026-01-01T12:00:00Z  main  cancel pid 8891, é \"\\?[31m{}, 漢😀, expecting to"
                        + " release 50  [a, incident i1]",
                JournalText.of(new Entry(Entries.intent("a", START))));
        assertEquals(
                "2026-01-01T12:00:00Z  main  outcome released, released 50  [a]",
                JournalText.of(new Entry(Entries.done("a", START))));
        assertEquals(
                "2026-01-01T12:00:00Z  main  left alone: too few, é \"\\?[31m{}, 漢😀  [incident"
                        + " i1]",
                JournalText.of(new Entry(Entries.declined(START))));
        assertEquals(
                "2026-01-01T12:00:00Z  main  terminate pid 7 by hand, asked by é"
                        + " \"\\?[31m{}, 漢😀: sent",
                JournalText.of(new Entry(Entries.manual(START))));
        assertEquals(
                "2026-01-01T12:00:00Z  main  incident i1 is over, 0 waiting, 123 session-seconds"
                        + " lost: é \"\\?[31m{}, 漢😀",
                JournalText.of(new Saved(START, Entries.incident("i1", 0))));
        assertEquals("(a line that cannot be read: odd)", JournalText.of(new Unreadable("odd")));
    }
}
