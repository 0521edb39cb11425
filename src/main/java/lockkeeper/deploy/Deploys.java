package lockkeeper.deploy;

import lockkeeper.deploy.Deploy.By;
import lockkeeper.guard.GuardRules.InForce;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.OpenWindow;
import lockkeeper.incident.Incident;
import lockkeeper.incident.News;
import lockkeeper.incident.Notifier;
import lockkeeper.watch.Observation;
import lockkeeper.watch.Observer;
import lockkeeper.watch.SnapshotFailed;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The deploy windows that are open, and the last that were. Answers from memory; safe from any
/// thread, and no poll loop ever waits for its disk.
public final class Deploys implements Observer, Notifier {
    private static final Logger log = LoggerFactory.getLogger(Deploys.class);
    private static final int MOST_OPEN = 50;
    private static final int CLOSED_KEPT = 50;

    private final DeployStore store;
    private final InstantSource clock;
    private final Supplier<String> newId;
    private final Executor disk;
    private final DeployListener listener;
    private final Object saving = new Object();
    private final Openings openings;

    /// Oldest first.
    private volatile List<Deploy> all = List.of();

    /// Whether a restart would find other windows than these. Written under `saving` alone.
    private volatile boolean storeIsBehind;

    /// @param nanoTime the clock of [Observation#begunAt()]
    /// @param newId makes ids that sort by time
    /// @param disk saves what has changed, away from the poll loop
    public Deploys(
            DeployStore store,
            InstantSource clock,
            LongSupplier nanoTime,
            Supplier<String> newId,
            Executor disk,
            DeployListener listener) {
        this.store = store;
        this.clock = clock;
        this.openings = new Openings(nanoTime);
        this.newId = newId;
        this.disk = disk;
        this.listener = listener;
    }

    /// Takes up the windows of an earlier run, and closes those whose time is over.
    public void remember() {
        try {
            all = List.copyOf(store.load());
        } catch (IOException e) {
            log.error("earlier deploy windows are lost, none is open: {}", e.getMessage());
        }
        expire();
        for (var deploy : all) if (deploy.isOpen()) log.info("still open: {}", words(deploy));
    }

    // ---- opening and closing

    /// @throws IOException if it could not be kept; it is not open then
    public Deploy open(DeployRequest wanted) throws TooManyOpen, IOException {
        closeOverdue();
        var opened = new Deploy(wanted.window(newId.get(), clock.instant()), List.of(), null);
        add(opened);
        try {
            save();
        } catch (IOException e) {
            remove(opened.id());
            trySave(); // it may have been kept in spite of the failure
            throw e;
        }
        log.info("opened: {}", words(opened));
        listener.changed();
        return opened;
    }

    private synchronized void add(Deploy opened) throws TooManyOpen {
        var more = new ArrayList<>(all);
        if (more.stream().filter(Deploy::isOpen).count() >= MOST_OPEN)
            throw new TooManyOpen(MOST_OPEN);
        more.add(opened);
        openings.opened(opened.id());
        all = List.copyOf(more);
    }

    private synchronized void remove(String id) {
        openings.closed(id);
        all = all.stream().filter(deploy -> !deploy.id().equals(id)).toList();
    }

    /// The window, closed now or earlier; null if there is none of this id.
    public @Nullable Deploy close(String id) {
        closeOverdue();
        var now = clock.instant();
        close(deploy -> deploy.id().equals(id), _ -> now, By.CALL);
        return find(id);
    }

    /// Closes what has been open for its time, and keeps what could not be kept before.
    public void expire() {
        closeOverdue();
        if (storeIsBehind) trySave();
    }

    private void closeOverdue() {
        var now = clock.instant();
        close(deploy -> deploy.isOverdue(now), deploy -> deploy.window().closesAt(), By.TTL);
    }

    private void close(Predicate<Deploy> which, Function<Deploy, Instant> when, By by) {
        if (all.stream().noneMatch(deploy -> deploy.isOpen() && which.test(deploy))) return;
        var closed = new ArrayList<Deploy>();
        replace(
                deploy -> {
                    if (!deploy.isOpen() || !which.test(deploy)) return deploy;
                    closed.add(deploy.closed(when.apply(deploy), by));
                    return closed.getLast();
                });
        trySave();
        for (var deploy : closed) {
            openings.closed(deploy.id());
            log.info("closed: {} verdict=\"{}\"", words(deploy), deploy.verdict().outcome());
            listener.closed(deploy.verdict());
        }
        listener.changed();
    }

    private synchronized void replace(UnaryOperator<Deploy> how) {
        var changed = new ArrayList<Deploy>(all);
        changed.replaceAll(how);
        var closed = changed.stream().filter(deploy -> !deploy.isOpen()).toList();
        if (closed.size() > CLOSED_KEPT)
            changed.removeAll(closed.subList(0, closed.size() - CLOSED_KEPT));
        all = List.copyOf(changed);
    }

    private void save() throws IOException {
        synchronized (saving) {
            store.save(all);
        }
    }

    private void trySave() {
        synchronized (saving) {
            try {
                save();
                if (storeIsBehind) log.info("deploy windows are kept again");
                storeIsBehind = false;
            } catch (IOException e) {
                if (!storeIsBehind)
                    log.error(
                            "deploy windows cannot be kept, a restart would find older ones: {}",
                            e.getMessage());
                storeIsBehind = true;
            }
        }
    }

    private static String words(Deploy deploy) {
        var window = deploy.window();
        return "deploy window id=%s target=%s guard=%s closes_at=%s name=\"%s\""
                .formatted(
                        window.id(),
                        window.target() == null ? "all" : window.target(),
                        window.guard(),
                        window.closesAt(),
                        window.name().replace("\\", "\\\\").replace("\"", "\\\""));
    }

    // ---- what they mean for the guard

    /// What the guard of a server goes by now.
    ///
    /// @param configured what it goes by where no window is open
    public InForce inForce(String target, GuardSettings configured) {
        return InForce.of(configured, windows(target));
    }

    /// The names of the windows that are open on a server; null without one.
    public @Nullable String on(String target) {
        return OpenWindow.names(windows(target));
    }

    private List<OpenWindow> windows(String target) {
        var now = clock.instant();
        return all.stream()
                .filter(deploy -> deploy.isOn(target, now))
                .map(deploy -> deploy.window().seenBy(target))
                .toList();
    }

    /// Told before the guard of that server is, so that it knows of the same sessions as new.
    @Override
    public void onObservation(Observation observation) {
        if (all.stream().allMatch(d -> openings.seen(d, observation).equals(d))) return;
        replace(deploy -> openings.seen(deploy, observation));
        disk.execute(this::trySave);
    }

    @Override
    public void onMissed(String target, SnapshotFailed failure) {}

    // ---- what happens in them

    @Override
    public void tell(News news) {
        switch (news) {
            case News.Opened(var incident) -> note(incident, true);
            case News.Acted(var incident, _) -> note(incident, true);
            case News.Grew(var incident) -> note(incident, false);
            case News.Ended(var incident) -> note(incident, true);
            case News.Trouble _ -> {}
        }
    }

    private void note(Incident incident, boolean worthKeeping) {
        var now = clock.instant();
        if (all.stream().noneMatch(deploy -> deploy.isOn(incident.target(), now))) return;
        var keep = new AtomicBoolean();
        replace(
                deploy -> {
                    var noted =
                            deploy.isOn(incident.target(), now) ? note(deploy, incident) : deploy;
                    if (!noted.equals(deploy) && (worthKeeping || !deploy.knows(incident.id())))
                        keep.set(true);
                    return noted;
                });
        if (!keep.get()) return;
        disk.execute(this::trySave);
        listener.changed();
    }

    private Deploy note(Deploy deploy, Incident incident) {
        var server = incident.target();
        var assessment = new Assessment(incident);
        if (!assessment.concerns(deploy.window().seenBy(server))) return deploy;
        var window = deploy.window();
        var openedAt = window.openedThere().getOrDefault(server, window.openedAt());
        return deploy.with(assessment.episode(openedAt));
    }

    // ---- what readers ask

    /// The open ones, newest first, then those that were closed last.
    ///
    /// @param target null for all
    public List<Deploy> recent(@Nullable String target) {
        closeOverdue();
        var shown = new ArrayList<Deploy>();
        for (var open : List.of(true, false))
            for (var deploy : all.reversed())
                if (deploy.isOpen() == open && (target == null || deploy.window().isOn(target)))
                    shown.add(deploy);
        return shown;
    }

    public @Nullable Deploy find(String id) {
        closeOverdue();
        return all.stream().filter(deploy -> deploy.id().equals(id)).findFirst().orElse(null);
    }
}
