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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// The journal as the daemon uses it. One that cannot be opened or written does not keep the daemon
/// from watching, but the guard from acting; so it is tried again and again, for that to be known
/// before the guard is needed.
final class Ledger implements Journal, Archive, DeployStore, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private static final Duration PACE = Duration.ofSeconds(10);

    /// A write that takes longer comes too late for what the guard has decided.
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /// A disk that has not answered by then must not keep the daemon from watching.
    private static final Duration TO_OPEN = Duration.ofSeconds(3);

    private static final String STUCK = "the disk does not answer";

    private final JournalSettings settings;
    private final InstantSource clock;
    private final Runnable onFailure;
    private final Thread trials = Thread.ofVirtual().name("journal").unstarted(this::keepTrying);
    private volatile @Nullable String failure;

    /// Since when each thread that writes just now has done so.
    private final Map<Thread, Long> writing = new ConcurrentHashMap<>();

    private @Nullable FileJournal journal;

    /// @param onFailure called for each write that failed
    Ledger(JournalSettings settings, InstantSource clock, Runnable onFailure) {
        this.settings = settings;
        this.clock = clock;
        this.onFailure = onFailure;
        var opening = Thread.ofPlatform().daemon().name("journal-opening").start(this::tryOut);
        try {
            if (!opening.join(TO_OPEN))
                log.error("journal does not answer, the guard will not act: {}", settings.path());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Begins to look after it.
    void start() {
        trials.start();
    }

    private void keepTrying() {
        try {
            while (true) {
                Thread.sleep(PACE);
                tryOut();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /// Finds out whether an entry could be written now.
    void tryOut() {
        try {
            write(FileJournal::tryOut);
        } catch (IOException e) {
            // noted
        }
    }

    private interface Write {
        void to(FileJournal journal) throws IOException;
    }

    private void write(Write write) throws IOException {
        writing.put(Thread.currentThread(), System.nanoTime());
        try {
            write.to(open());
            if (failure != null) log.info("journal can be written again");
            failure = null;
        } catch (IOException e) {
            if (failure == null)
                log.error("journal cannot be written, the guard will not act: {}", e.getMessage());
            failure = Objects.requireNonNullElse(e.getMessage(), e.toString());
            onFailure.run();
            throw e;
        } finally {
            writing.remove(Thread.currentThread());
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

    private FileJournal readable() throws IOException {
        if (isStuck()) throw new IOException(STUCK);
        return open();
    }

    @Override
    public @Nullable String failure() {
        return isStuck() ? STUCK : failure;
    }

    /// A disk that does not answer fails nothing; it lets everybody wait.
    private boolean isStuck() {
        var now = System.nanoTime();
        for (var since : writing.values()) if (now - since > LONGEST.toNanos()) return true;
        return false;
    }

    @Override
    public void record(JournalEntry entry) throws IOException {
        write(to -> to.record(entry));
    }

    @Override
    public void save(Incident incident) throws IOException {
        write(to -> to.save(incident));
    }

    @Override
    public void save(List<Deploy> all) throws IOException {
        write(to -> to.deploys().save(all));
    }

    @Override
    public List<Deploy> load() throws IOException {
        return readable().deploys().load();
    }

    @Override
    public List<Incident> load(int limit) {
        try {
            return readable().load(limit);
        } catch (IOException e) {
            log.error("earlier incidents cannot be read: {}", e.getMessage());
            return List.of();
        }
    }

    /// What was decided and done before this start, oldest first, as far back as any limit reaches.
    List<JournalEntry> earlier() {
        try {
            return readable().entries(clock.instant().minus(Duration.ofDays(1)));
        } catch (IOException e) {
            log.error("earlier actions cannot be read: {}", e.getMessage());
            return List.of();
        }
    }

    /// What came of actions that an earlier run did not see the end of.
    List<JournalEntry.Done> settled() {
        try {
            return readable().settled();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public void close() throws IOException {
        trials.interrupt();
        if (!isStuck()) closeFiles();
    }

    private synchronized void closeFiles() throws IOException {
        if (journal != null) journal.close();
    }
}
