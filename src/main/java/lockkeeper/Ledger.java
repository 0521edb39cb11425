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
import java.util.function.Consumer;

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
    private static final String UNREAD = "what was done before this start has not been read";
    private static final int INCIDENTS = 200;

    /// No limit reaches further back.
    private static final Duration LONGEST_LIMIT = Duration.ofDays(1);

    /// What is kept of the time before this start.
    ///
    /// @param entries what was decided and done, oldest first
    /// @param settled what came of actions that an earlier run did not see the end of
    record Earlier(
            List<JournalEntry> entries,
            List<Incident> incidents,
            List<JournalEntry.Done> settled) {}

    private final JournalSettings settings;
    private final InstantSource clock;
    private final Runnable onFailure;
    private final Thread trials = Thread.ofVirtual().name("journal").unstarted(this::keepTrying);
    private volatile @Nullable String failure;

    /// Since when each thread that writes just now has done so.
    private final Map<Thread, Long> writing = new ConcurrentHashMap<>();

    private @Nullable FileJournal journal;

    /// Is to be given what was before; null once that is read.
    private volatile @Nullable Consumer<Earlier> unread;

    private volatile boolean recalling;
    private final Object recall = new Object();

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

    /// Gives what is kept of the time before this start: now, or as soon as it can be read. Until
    /// then nothing is written over it, and the guard, which would not know its own past, does not
    /// act.
    void recall(Consumer<Earlier> to) {
        recalling = true;
        unread = to;
        if (!isStuck()) tryOut();
    }

    /// Under a lock of its own: whoever is given it may save at once, and wait for others who do.
    private void recall(FileJournal from) throws IOException {
        synchronized (recall) {
            var to = unread;
            if (to == null) return;
            var earlier =
                    new Earlier(
                            from.entries(clock.instant().minus(LONGEST_LIMIT)),
                            from.load(INCIDENTS),
                            from.settled());
            unread = null;
            to.accept(earlier);
            recalling = false;
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
            write(
                    to -> {
                        recall(to);
                        to.tryOut();
                    });
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
        if (isStuck()) return STUCK;
        var last = failure;
        return last == null && recalling ? UNREAD : last;
    }

    /// A disk that does not answer fails nothing; it lets everybody wait.
    private boolean isStuck() {
        var now = System.nanoTime();
        for (var since : writing.values()) if (now - since > LONGEST.toNanos()) return true;
        return false;
    }

    @Override
    public void record(JournalEntry entry) throws IOException {
        if (recalling) throw new IOException(UNREAD);
        write(to -> to.record(entry));
    }

    @Override
    public void save(Incident incident) throws IOException {
        refuseUnread();
        write(to -> to.save(incident));
    }

    @Override
    public void save(List<Deploy> all) throws IOException {
        refuseUnread();
        write(to -> to.deploys().save(all));
    }

    private void refuseUnread() throws IOException {
        if (unread != null) throw new IOException(UNREAD);
    }

    @Override
    public List<Deploy> load() throws IOException {
        return readable().deploys().load();
    }

    @Override
    public List<Incident> load(int limit) throws IOException {
        return readable().load(limit);
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
