package lockkeeper;

import lockkeeper.deploy.Deploy;
import lockkeeper.deploy.DeployStore;
import lockkeeper.guard.Journal;
import lockkeeper.guard.JournalEntry;
import lockkeeper.incident.Archive;
import lockkeeper.incident.Incident;
import lockkeeper.journal.FileJournal;
import lockkeeper.journal.JournalSettings;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The journal as the daemon uses it. A journal that cannot be opened does not keep the daemon from
/// watching: every write fails until it can, and so the guard does not act.
final class Ledger implements Journal, Archive, DeployStore, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private final JournalSettings settings;
    private final InstantSource clock;
    private final Runnable onFailure;
    private @Nullable FileJournal journal;

    /// @param onFailure called for each write that failed
    Ledger(JournalSettings settings, InstantSource clock, Runnable onFailure) {
        this.settings = settings;
        this.clock = clock;
        this.onFailure = onFailure;
        try {
            open();
        } catch (IOException e) {
            log.error("journal cannot be written, the guard will not act: {}", e.getMessage());
        }
    }

    private synchronized FileJournal open() throws IOException {
        var opened = journal;
        if (opened == null) {
            opened = new FileJournal(settings, clock);
            journal = opened;
        }
        return opened;
    }

    @Override
    public void record(JournalEntry entry) throws IOException {
        try {
            open().record(entry);
        } catch (IOException e) {
            onFailure.run();
            throw e;
        }
    }

    @Override
    public void save(Incident incident) throws IOException {
        try {
            open().save(incident);
        } catch (IOException e) {
            onFailure.run();
            throw e;
        }
    }

    @Override
    public void save(List<Deploy> all) throws IOException {
        try {
            open().deploys().save(all);
        } catch (IOException e) {
            onFailure.run();
            throw e;
        }
    }

    @Override
    public List<Deploy> load() throws IOException {
        return open().deploys().load();
    }

    @Override
    public List<Incident> load(int limit) {
        try {
            return open().load(limit);
        } catch (IOException e) {
            log.error("earlier incidents cannot be read: {}", e.getMessage());
            return List.of();
        }
    }

    /// What the guard of a server did before this start, oldest first, as far back as any limit
    /// reaches.
    List<JournalEntry> earlier(String target) {
        try {
            return open().entries(clock.instant().minus(Duration.ofDays(1))).stream()
                    .filter(entry -> entry.target().equals(target))
                    .toList();
        } catch (IOException e) {
            log.error("earlier actions cannot be read: {}", e.getMessage());
            return List.of();
        }
    }

    /// What came of actions that an earlier run did not see the end of.
    List<JournalEntry.Done> settled() {
        try {
            return open().settled();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (journal != null) journal.close();
    }
}
