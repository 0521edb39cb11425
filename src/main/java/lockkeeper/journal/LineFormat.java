package lockkeeper.journal;

import com.fasterxml.jackson.annotation.JsonInclude.Include;

import lockkeeper.deploy.Deploy;
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
import lockkeeper.journal.Line.CircuitLine;
import lockkeeper.journal.Line.DeclinedLine;
import lockkeeper.journal.Line.DoneLine;
import lockkeeper.journal.Line.IncidentLine;
import lockkeeper.journal.Line.IntentLine;
import lockkeeper.journal.Line.ManualLine;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;

/// Writes and reads single lines, and the deploy windows.
final class LineFormat {
    private final JsonMapper json =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .changeDefaultPropertyInclusion(
                            included -> included.withValueInclusion(Include.NON_NULL))
                    .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                    .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                    .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    String write(JournalEntry entry) {
        return json.writeValueAsString(
                switch (entry) {
                    case Intent intent -> IntentLine.of(intent);
                    case Done done -> DoneLine.of(done);
                    case Declined declined -> DeclinedLine.of(declined);
                    case Manual manual -> ManualLine.of(manual);
                    case CircuitClosed closed -> CircuitLine.of(closed);
                });
    }

    String write(Incident incident, Instant at) {
        return json.writeValueAsString(
                new IncidentLine(Line.VERSION, Line.INCIDENT, at, IncidentView.of(incident)));
    }

    String write(List<Deploy> deploys) {
        var views = deploys.stream().map(DeployView::of).toList();
        return json.writeValueAsString(new DeployView.Kept(Line.VERSION, views));
    }

    /// @throws JacksonException or another RuntimeException if it is torn or of another version
    List<Deploy> readDeploys(String text) {
        var kept = json.readValue(text, DeployView.Kept.class);
        if (kept.v() != Line.VERSION) throw new IllegalArgumentException("of version " + kept.v());
        return kept.deploys().stream().map(DeployView::deploy).toList();
    }

    /// Whether a line is of this kind, as cheaply as can be told.
    static boolean is(String kind, String line) {
        return line.startsWith("\"kind\":\"" + kind + "\"", line.indexOf(',') + 1);
    }

    JournalRecord read(String line) {
        try {
            return read(json.readTree(line));
        } catch (JacksonException e) {
            return new Unreadable(e.getOriginalMessage());
        } catch (IllegalArgumentException | NullPointerException e) {
            return new Unreadable("something is missing in it");
        }
    }

    private JournalRecord read(JsonNode line) {
        if (line.path("v").asInt(0) != Line.VERSION)
            return new Unreadable("it is of another version: " + line.path("v"));
        return switch (line.path("kind").asString("")) {
            case Line.INTENT -> new Entry(as(IntentLine.class, line).entry());
            case Line.DONE -> new Entry(as(DoneLine.class, line).entry());
            case Line.DECLINED -> new Entry(as(DeclinedLine.class, line).entry());
            case Line.MANUAL -> new Entry(as(ManualLine.class, line).entry());
            case Line.CIRCUIT -> new Entry(as(CircuitLine.class, line).entry());
            case Line.INCIDENT -> {
                var saved = as(IncidentLine.class, line);
                yield new Saved(saved.at(), saved.incident().incident());
            }
            default -> new Unreadable("it is of an unknown kind");
        };
    }

    private <T> T as(Class<T> type, JsonNode line) {
        return json.treeToValue(line, type);
    }
}
