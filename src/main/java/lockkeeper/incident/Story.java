package lockkeeper.incident;

import lockkeeper.guard.JournalEntry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log what happens: one line a change, none a sample. Whatever comes from the database
/// is quoted, so that it can neither end a line nor imitate one.
final class Story {
    private static final Logger log = LoggerFactory.getLogger("lockkeeper.story");
    private static final int LONGEST = 300;

    void opened(Incident incident) {
        log.info(
                "{} target={} incident={} relation={} waiting={} {}",
                sort(incident),
                incident.target(),
                incident.id(),
                quoted(incident.relation()),
                incident.waiting(),
                quoted(incident.sentence()));
    }

    void ended(Incident incident) {
        log.info(
                "{} over target={} incident={} relation={} peak={} lost_seconds={} by={} {}",
                sort(incident),
                incident.target(),
                incident.id(),
                quoted(incident.relation()),
                incident.peakWaiting(),
                "%.1f".formatted(incident.blockedSessionSeconds()),
                incident.endedBy(),
                quoted(incident.sentence()));
    }

    private static String sort(Incident incident) {
        return incident.kind() == Incident.Kind.DDL ? "pile-up" : "contention";
    }

    void entry(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Intent e ->
                    log.warn(
                            "guard acts target={} incident={} action={} id={} pid={} mode={}"
                                    + " predicted={} reason={}",
                            e.target(),
                            e.incident(),
                            e.action(),
                            e.id(),
                            e.backend().id().pid(),
                            quoted(e.backend().mode().documented()),
                            e.predicted(),
                            quoted(e.reason()));
            case JournalEntry.Done e ->
                    log.warn(
                            "guard outcome target={} id={} outcome={} released={} detail={}",
                            e.target(),
                            e.id(),
                            e.outcome(),
                            e.released(),
                            quoted(e.detail()));
            case JournalEntry.Declined e ->
                    log.info(
                            "guard leaves it target={} incident={} reason={} detail={}",
                            e.target(),
                            e.incident(),
                            quoted(e.reason().toString()),
                            quoted(e.detail()));
            case JournalEntry.CircuitClosed e ->
                    log.warn("circuit closed by hand target={} by={}", e.target(), quoted(e.by()));
            case JournalEntry.Manual e ->
                    log.warn(
                            "by hand target={} action={} pid={} by={} result={}",
                            e.target(),
                            e.action(),
                            e.backend().pid(),
                            quoted(e.by()),
                            quoted(e.result()));
        }
    }

    void trouble(News.Trouble trouble) {
        if (trouble.over()) log.info("target={} {}", trouble.target(), quoted(trouble.sentence()));
        else log.error("target={} {}", trouble.target(), quoted(trouble.sentence()));
    }

    /// The text in quotes, cut, with everything that could disturb a line or a terminal spelt out.
    static String quoted(@Nullable String text) {
        if (text == null) return "-";
        var quoted = new StringBuilder("\"");
        text.codePoints().limit(LONGEST).forEach(c -> append(quoted, c));
        return quoted.append(text.length() > LONGEST ? "…\"" : "\"").toString();
    }

    private static void append(StringBuilder quoted, int c) {
        if (c == '"' || c == '\\') quoted.append('\\').appendCodePoint(c);
        else if (isVisible(c)) quoted.appendCodePoint(c);
        else quoted.append("\\u{%x}".formatted(c));
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }
}
