package lockkeeper.journal;

import lockkeeper.guard.JournalEntry;
import lockkeeper.incident.Incident;

import java.time.Instant;

/// One line of the record, read back.
public sealed interface JournalRecord {
    /// What the guard or a person did.
    record Entry(JournalEntry entry) implements JournalRecord {}

    /// An incident as it was known when it was saved.
    record Saved(Instant at, Incident incident) implements JournalRecord {}

    /// A line that was cut off, damaged, or written by a newer version.
    record Unreadable(String why) implements JournalRecord {}
}
