package lockkeeper.exec;

import lockkeeper.guard.Journal;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Remembers what the guard did, from what it writes to the journal on its way there.
public final class Actions implements Journal {
    private final Journal journal;
    private final Map<String, JournalEntry.Intent> open = new LinkedHashMap<>();
    private final List<JournalEntry.Intent> sent = new ArrayList<>();

    public Actions(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void record(JournalEntry entry) throws IOException {
        journal.record(entry);
        note(entry);
    }

    @Override
    public boolean isFailing() {
        return journal.isFailing();
    }

    private synchronized void note(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Intent intent -> open.put(intent.id(), intent);
            case JournalEntry.Done done -> {
                var intent = open.remove(done.id());
                if (intent != null && wasSent(done.outcome())) sent.add(intent);
            }
            case JournalEntry.Declined _, JournalEntry.Manual _, JournalEntry.CircuitClosed _ -> {}
        }
    }

    private static boolean wasSent(Outcome outcome) {
        return switch (outcome) {
            case RELEASED, INEFFECTIVE, UNKNOWN -> true;
            case GONE, DENIED -> false;
        };
    }

    synchronized void forget() {
        sent.clear();
    }

    /// Whether it is known of every action what came of it.
    synchronized boolean settled() {
        return open.isEmpty();
    }

    /// The signals that were sent since [#forget], oldest first; those of which it is not known yet
    /// count, too.
    synchronized List<JournalEntry.Intent> sent() {
        var all = new ArrayList<>(sent);
        all.addAll(open.values());
        return List.copyOf(all);
    }
}
