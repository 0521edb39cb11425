package lockkeeper.journal;

import lockkeeper.guard.JournalEntry;
import lockkeeper.incident.Incident;
import lockkeeper.journal.JournalRecord.Entry;
import lockkeeper.journal.JournalRecord.Saved;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Reads the record, also while a daemon writes it.
public final class JournalReader {
    /// Servers' clocks and ours may differ; a line may stand in the file of the month before.
    private static final Duration SLACK = Duration.ofDays(1);

    /// Reads the lines one after the other.
    public interface Consumer {
        /// @param line as it stands in the file
        void accept(String line, JournalRecord content) throws IOException;
    }

    private final Folder folder;
    private final LineFormat format = new LineFormat();

    public JournalReader(Path folder) {
        this.folder = new Folder(folder);
    }

    /// Reads what happened since, oldest first, in constant memory. Lines that cannot be read have
    /// no time and are always among them.
    public void read(Instant since, Consumer consumer) throws IOException {
        for (var file : folder.files(since.minus(SLACK)))
            try (var lines = new Lines(file)) {
                for (var line = lines.next(); line != null; line = lines.next())
                    if (!line.isEmpty()) offer(line, since, consumer);
            }
    }

    private void offer(String line, Instant since, Consumer consumer) throws IOException {
        var content = format.read(line);
        var at = at(content);
        if (at == null || !at.isBefore(since)) consumer.accept(line, content);
    }

    private static @Nullable Instant at(JournalRecord content) {
        return switch (content) {
            case Entry(var entry) -> entry.at();
            case Saved(var at, _) -> at;
            case JournalRecord.Unreadable _ -> null;
        };
    }

    /// What was decided and done since, oldest first.
    public List<JournalEntry> entries(Instant since) throws IOException {
        var entries = new ArrayList<JournalEntry>();
        read(
                since,
                (_, content) -> {
                    if (content instanceof Entry(var entry)) entries.add(entry);
                });
        return entries;
    }

    /// The intents of the last two files of which nobody wrote down what came of them.
    List<JournalEntry.Intent> unfinished() throws IOException {
        var open = new LinkedHashMap<String, JournalEntry.Intent>();
        var files = folder.files();
        for (var file : files.subList(Math.max(0, files.size() - 2), files.size()))
            try (var lines = new Lines(file)) {
                for (var line = lines.next(); line != null; line = lines.next())
                    if (LineFormat.is(Line.INTENT, line) || LineFormat.is(Line.DONE, line))
                        settle(format.read(line), open);
            }
        return List.copyOf(open.values());
    }

    private static void settle(JournalRecord content, Map<String, JournalEntry.Intent> open) {
        if (content instanceof Entry(JournalEntry.Intent intent)) open.put(intent.id(), intent);
        if (content instanceof Entry(JournalEntry.Done done)) open.remove(done.id());
    }

    /// The newest incidents, newest first, each as it was saved last.
    List<Incident> incidents(int limit) throws IOException {
        var newest = new TreeMap<String, Incident>();
        for (var file : folder.files().reversed()) {
            if (newest.size() >= limit) break;
            merge(newest, incidents(file, limit), limit);
        }
        return List.copyOf(newest.descendingMap().values());
    }

    private Map<String, Incident> incidents(Path file, int limit) throws IOException {
        var incidents = new TreeMap<String, Incident>();
        try (var lines = new Lines(file)) {
            for (var line = lines.next(); line != null; line = lines.next())
                if (LineFormat.is(Line.INCIDENT, line)
                        && format.read(line) instanceof Saved(_, var incident)) {
                    incidents.put(incident.id(), incident);
                    if (incidents.size() > limit) incidents.pollFirstEntry();
                }
        }
        return incidents;
    }

    private static void merge(
            NavigableMap<String, Incident> newest, Map<String, Incident> older, int limit) {
        older.forEach(newest::putIfAbsent);
        while (newest.size() > limit) newest.pollFirstEntry();
    }
}
