package lockkeeper.exec;

import lockkeeper.guard.Journal;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.PinnedBackend;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Remembers what the guard did, from what it writes to the journal on its way there.
public final class Actions implements Journal {
    private final Journal journal;
    private final Glimpses glimpses;
    private final Map<String, Signal> open = new LinkedHashMap<>();
    private final List<Signal> sent = new ArrayList<>();
    private volatile @Nullable String failure;

    /// A signal to a session.
    ///
    /// @param seen for what it waited then; null if it did not wait
    record Signal(PinnedBackend backend, @Nullable Glimpse seen) {}

    public Actions(Journal journal, Glimpses glimpses) {
        this.journal = journal;
        this.glimpses = glimpses;
    }

    @Override
    public void record(JournalEntry entry) throws IOException {
        try {
            journal.record(entry);
            failure = null;
        } catch (IOException e) {
            failure = Objects.requireNonNullElse(e.getMessage(), e.toString());
            throw e;
        }
        note(entry);
    }

    @Override
    public @Nullable String failure() {
        return failure;
    }

    private synchronized void note(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Intent intent -> open.put(intent.id(), signal(intent.backend()));
            case JournalEntry.Done done -> {
                var signal = open.remove(done.id());
                if (signal != null && wasSent(done.outcome())) sent.add(signal);
            }
            case JournalEntry.Declined _, JournalEntry.Manual _, JournalEntry.CircuitClosed _ -> {}
        }
    }

    private Signal signal(PinnedBackend backend) {
        var seen = glimpses.of(backend.id());
        var isSame = seen != null && seen.transaction().equals(backend.virtualTransaction());
        return new Signal(backend, isSame ? seen : null);
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
    synchronized List<Signal> sent() {
        var all = new ArrayList<>(sent);
        all.addAll(open.values());
        return List.copyOf(all);
    }
}
