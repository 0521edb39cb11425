package lockkeeper;

import lockkeeper.config.Configuration;
import lockkeeper.exec.Actions;
import lockkeeper.exec.Cover;
import lockkeeper.exec.Glimpses;
import lockkeeper.exec.Narrator;
import lockkeeper.exec.OwnCover;
import lockkeeper.exec.OwnWaits;
import lockkeeper.exec.Progress;
import lockkeeper.exec.Sightings;
import lockkeeper.exec.SparingHolders;
import lockkeeper.exec.Until;
import lockkeeper.exec.Window;
import lockkeeper.guard.Filter;
import lockkeeper.incident.Incident;
import lockkeeper.incident.IncidentLog;
import lockkeeper.journal.FileJournal;
import lockkeeper.journal.JournalSettings;
import lockkeeper.notify.Alerts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// A guard for the length of one command: the parts of the daemon that see and act, without those
/// that answer.
final class OwnGuard implements AutoCloseable {
    private static final Duration TO_SEE_THE_END = Duration.ofSeconds(1);
    private static final Duration TO_TELL = Duration.ofSeconds(3);
    private static final int MOST_OPEN = 100;

    private final InstantSource clock = InstantSource.system();
    private final Progress progress;
    private final Path folder;
    private final boolean folderIsNew;
    private final FileJournal journal;
    private final Alerts alerts;
    private final IncidentLog incidents;
    private final OneByOne archive = new OneByOne("archive");
    private final Actions actions;
    private final Window window;
    private final Glimpses glimpses;
    private final boolean awaitsTimeouts;
    private final Station station;

    /// @param only narrows who is covered beside having connected since
    /// @param folder of the record; null: a new one, which is removed if nothing was recorded
    /// @param lockTimeout the `lock_timeout` of the command's sessions; null: none
    OwnGuard(
            Configuration configuration,
            Configuration.Target target,
            Filter only,
            String name,
            @Nullable Path folder,
            Progress progress,
            @Nullable Duration lockTimeout)
            throws IOException {
        this.progress = progress;
        this.folderIsNew = folder == null;
        this.folder = folder == null ? Files.createTempDirectory("lockkeeper-exec-") : folder;
        journal = new FileJournal(new JournalSettings(this.folder), clock);
        awaitsTimeouts = lockTimeout != null;
        glimpses = new Glimpses(lockTimeout);
        actions = new Actions(journal, glimpses);
        window = new Window(target.guard(), only, name);
        alerts =
                new Alerts(
                                configuration.alerts(),
                                configuration.http().publicUrl(),
                                (_, _) -> {},
                                clock)
                        .start();
        var ids = new TimeIds(clock);
        incidents =
                new IncidentLog(
                        configuration.incidents(),
                        new Narrator(progress, window::covers),
                        alerts,
                        journal,
                        archive,
                        _ -> name,
                        ids,
                        query ->
                                query == null
                                        ? null
                                        : configuration.sampling().queryText().shown(query));
        var parts = new Station.Parts(window, actions, incidents, clock, ids);
        station = new Station(target.connection(), configuration.sampling(), parts);
        var sightings =
                new Sightings(
                        window::covers,
                        glimpses,
                        new SparingHolders(station::stillHeld, System::nanoTime),
                        new OwnWaits(progress));
        station.toldTo(List.of(incidents, sightings)).start();
    }

    Cover cover() {
        return new OwnCover(
                new OwnCover.Parts(
                        station.newest(),
                        station::status,
                        station::facts,
                        actions,
                        glimpses,
                        window),
                progress,
                awaitsTimeouts);
    }

    @Override
    public void close() {
        awaitTheEnd();
        station.close();
        archive.close();
        alerts.finish(TO_TELL);
        alerts.close();
        try {
            journal.close();
            tidy();
        } catch (IOException | UncheckedIOException e) {
            // how the command ended matters more
            progress.say("the record in %s could not be put away: %s".formatted(folder, e));
        }
    }

    /// What the command kept waiting goes on as soon as it has ended, and is seen to go on in the
    /// next sample.
    private void awaitTheEnd() {
        var ended = System.nanoTime();
        try {
            Until.within(TO_SEE_THE_END, () -> nothingGoesOn() || isSeenSince(ended));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean nothingGoesOn() {
        return incidents.recent(null, MOST_OPEN).stream().noneMatch(Incident::isOpen);
    }

    private boolean isSeenSince(long time) {
        var observation = station.newest().picture().observation();
        return observation != null && observation.begunAt() - time > 0;
    }

    /// A folder that was made for this run goes with it, unless it tells something.
    private void tidy() throws IOException {
        if (!folderIsNew) return;
        try (var files = Files.list(folder)) {
            if (files.anyMatch(file -> file.toString().endsWith(".jsonl"))) {
                progress.say("what the guard saw and did is recorded in " + folder);
                return;
            }
        }
        Files.deleteIfExists(folder.resolve("lock"));
        Files.delete(folder);
    }
}
