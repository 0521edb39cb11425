package lockkeeper.journal;

import lockkeeper.deploy.DeployStore;
import lockkeeper.guard.Journal;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.incident.Archive;
import lockkeeper.incident.Incident;
import lockkeeper.lock.LockSnapshot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;

/// The record in files of lines, each a JSON object, to which lines are only ever added. Safe from
/// any thread. A write that fails throws; the next one starts afresh.
public final class FileJournal implements Journal, Archive, AutoCloseable {
    /// An incident whose line would be longer is kept without its worst moment.
    private static final int LONGEST_INCIDENT = Lines.LONGEST / 2;

    private final Folder folder;
    private final FileChannel lock;
    private final Appender appender;
    private final JournalReader reader;
    private final DeployFile deploys;
    private final InstantSource clock;
    private final LineFormat format = new LineFormat();
    private final List<JournalEntry.Done> settled;

    /// Outcomes of unfinished intents that still have to be written.
    private final ArrayDeque<JournalEntry> owed = new ArrayDeque<>();

    /// Keeps every other daemon out of the folder until closed.
    ///
    /// @throws IOException if the folder cannot be made or read, or another daemon has it
    public FileJournal(JournalSettings settings, InstantSource clock) throws IOException {
        this.clock = clock;
        folder = new Folder(settings.path());
        folder.make();
        lock = folder.lock();
        appender = new Appender(folder);
        deploys = new DeployFile(folder);
        reader = new JournalReader(settings.path());
        settled = readUnfinished().stream().map(this::unknown).toList();
        owed.addAll(settled);
        tryToPay();
    }

    private List<JournalEntry.Intent> readUnfinished() throws IOException {
        try {
            return reader.unfinished();
        } catch (IOException e) {
            // or nobody could open it again, not even we
            lock.close();
            throw e;
        }
    }

    private JournalEntry.Done unknown(JournalEntry.Intent intent) {
        return new JournalEntry.Done(
                intent.target(),
                clock.instant(),
                intent.id(),
                Outcome.UNKNOWN,
                0,
                "the daemon stopped before it saw what came of it");
    }

    /// The outcomes of intents that an earlier run left without one. They are [Outcome#UNKNOWN] for
    /// good: the intents count for the limits and are never repeated.
    public List<JournalEntry.Done> settled() {
        return settled;
    }

    /// What was decided and done since then, oldest first, by this run and earlier ones.
    public List<JournalEntry> entries(Instant since) throws IOException {
        return reader.entries(since);
    }

    @Override
    public synchronized void record(JournalEntry entry) throws IOException {
        pay();
        append(format.write(entry), true);
    }

    @Override
    public synchronized void save(Incident incident) throws IOException {
        var now = clock.instant();
        var line = format.write(incident, now);
        append(line.length() <= LONGEST_INCIDENT ? line : format.write(cut(incident), now), false);
    }

    @Override
    public List<Incident> load(int limit) throws IOException {
        return reader.incidents(limit);
    }

    /// Where deploy windows are kept, in the same folder.
    public DeployStore deploys() {
        return deploys;
    }

    /// Fails if an entry could not be written now: the file of the month cannot be opened, the
    /// folder is gone or read-only, or the disk is full.
    public void tryOut() throws IOException {
        synchronized (this) {
            pay();
            appender.open(folder.file(clock.instant()));
        }
        folder.tryOut();
    }

    private void append(String line, boolean durable) throws IOException {
        appender.append(folder.file(clock.instant()), line, durable);
    }

    private void pay() throws IOException {
        for (var entry = owed.peek(); entry != null; entry = owed.peek()) {
            append(format.write(entry), true);
            owed.remove();
        }
    }

    /// A disk that is full at the start is told of by the first entry that cannot be written.
    private synchronized void tryToPay() {
        try {
            pay();
        } catch (IOException e) {
            // still owed
        }
    }

    private static Incident cut(Incident i) {
        var at = i.worst().sampledAt();
        return new Incident(
                i.id(),
                i.target(),
                i.kind(),
                i.database(),
                i.relation(),
                i.deploy(),
                i.startedAt(),
                i.endedAt(),
                i.waiting(),
                i.peakWaiting(),
                i.blockedSessionSeconds(),
                i.blockers(),
                i.actions(),
                i.endedBy(),
                i.relief(),
                i.sentence(),
                i.advice(),
                i.timeline(),
                i.announced(),
                LockSnapshot.quiet(at, i.worst().inRecovery()));
    }

    @Override
    public synchronized void close() throws IOException {
        appender.close();
        lock.close();
    }
}
