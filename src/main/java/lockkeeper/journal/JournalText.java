package lockkeeper.journal;

import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.JournalEntry.CircuitClosed;
import lockkeeper.guard.JournalEntry.Declined;
import lockkeeper.guard.JournalEntry.Done;
import lockkeeper.guard.JournalEntry.Intent;
import lockkeeper.guard.JournalEntry.Manual;
import lockkeeper.incident.Incident;
import lockkeeper.journal.JournalRecord.Entry;
import lockkeeper.journal.JournalRecord.Saved;
import lockkeeper.journal.JournalRecord.Unreadable;
import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// The record for people: one line for each line, fit for a terminal.
public final class JournalText {
    private JournalText() {}

    public static String of(JournalRecord line) {
        return visible(
                switch (line) {
                    case Entry(var entry) -> at(entry.at()) + entry.target() + "  " + words(entry);
                    case Saved(var at, var incident) ->
                            at(at) + incident.target() + "  " + words(incident);
                    case Unreadable(var why) -> "(a line that cannot be read: " + why + ")";
                });
    }

    private static String at(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS) + "  ";
    }

    private static String words(JournalEntry entry) {
        return switch (entry) {
            case Intent e ->
                    word(e.action())
                            + pid(e.backend().id())
                            + ", "
                            + e.reason()
                            + ", expecting to release "
                            + e.predicted()
                            + ids(e.id(), e.incident());
            case Done e ->
                    "outcome "
                            + word(e.outcome())
                            + ", released "
                            + e.released()
                            + more(e.detail())
                            + ids(e.id(), null);
            case Declined e ->
                    "left alone"
                            + pid(e.backend())
                            + ": "
                            + e.reason()
                            + more(e.detail())
                            + ids(null, e.incident());
            case CircuitClosed e -> "circuit closed by hand, asked by " + e.by();
            case Manual e ->
                    word(e.action())
                            + pid(e.backend())
                            + " by hand, asked by "
                            + e.by()
                            + ": "
                            + e.result();
        };
    }

    private static String pid(@Nullable BackendId session) {
        return session == null ? "" : " pid " + session.pid();
    }

    private static String ids(@Nullable String action, @Nullable String incident) {
        return "  ["
                + (action == null ? "" : action)
                + (action != null && incident != null ? ", " : "")
                + (incident == null ? "" : "incident " + incident)
                + "]";
    }

    private static String words(Incident incident) {
        return "incident "
                + incident.id()
                + (incident.kind() == Incident.Kind.DDL ? "" : ", " + word(incident.kind()) + ",")
                + (incident.isOpen() ? " goes on, " : " is over, ")
                + incident.waiting()
                + " waiting, "
                + Math.round(incident.blockedSessionSeconds())
                + " session-seconds lost: "
                + incident.sentence();
    }

    private static String more(@Nullable String detail) {
        return detail == null || detail.isEmpty() ? "" : ", " + detail;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String visible(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{C}", "?");
    }
}
