package lockkeeper;

import lockkeeper.cli.Build;
import lockkeeper.config.Configuration;
import lockkeeper.deploy.Deploys;
import lockkeeper.deploy.Expiry;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.PileUps;
import lockkeeper.incident.IncidentLog;
import lockkeeper.incident.Incidents;
import lockkeeper.incident.News;
import lockkeeper.incident.Notifier;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.metrics.Metrics;
import lockkeeper.notify.Alerts;
import lockkeeper.pg.PgPreflight;
import lockkeeper.preflight.Preflight;
import lockkeeper.preflight.PreflightFailed;
import lockkeeper.preflight.PreflightReport;
import lockkeeper.statement.MaskedText;
import lockkeeper.watch.Observation;
import lockkeeper.web.CannotListen;
import lockkeeper.web.Exposition;
import lockkeeper.web.LiveFeed;
import lockkeeper.web.Target;
import lockkeeper.web.WebServer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The daemon: put together from plain parts, taken apart in reverse.
public final class App implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(App.class);

    /// At the end; of the 5 s that it may take in all.
    private static final Duration TO_TELL = Duration.ofSeconds(2);

    private volatile Runnable quit = () -> {};
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<Station> stations = new ArrayList<>();
    private final List<Notifier> notifiers = new ArrayList<>();
    private final InstantSource clock = InstantSource.system();
    private final TimeIds ids = new TimeIds(clock);
    private volatile Configuration configuration;
    private final Metrics metrics;
    private final LiveFeed feed;
    private final Ledger ledger;
    private final Deploys deploys;
    private final Expiry expiry;
    private final Alerts alerts;
    private final IncidentLog incidents;
    private final WebServer web;

    public App(Configuration configuration, Build build) {
        this.configuration = configuration;
        metrics = own(new Metrics(build.version(), build.commit(), clock, System::nanoTime));
        alerts =
                own(
                        new Alerts(
                                configuration.alerts(),
                                configuration.http().publicUrl(),
                                metrics::alert,
                                clock));
        alerts.start();
        // when the journal is closed, so that no receiver keeps that waiting
        own(() -> alerts.finish(TO_TELL));
        ledger = own(new Ledger(configuration.journal(), clock, metrics::journalFailed));
        feed = own(new LiveFeed(clock));
        notifiers.add(feed);
        var disk = own(new OneByOne("archive"));
        deploys =
                new Deploys(
                        ledger, clock, System::nanoTime, ids, disk, new DeployNews(feed, metrics));
        notifiers.add(deploys);
        expiry = own(new Expiry(deploys));
        incidents =
                new IncidentLog(
                        configuration.incidents(),
                        this::tell,
                        alerts,
                        ledger,
                        disk,
                        deploys::on,
                        ids,
                        this::shown);
        var targets = configuration.targets().stream().map(this::watch).toList();
        ledger.recall(this::recall);
        web =
                own(
                        new WebServer(
                                configuration.http(),
                                targets,
                                incidents,
                                deploys,
                                this::byHand,
                                this::exposition,
                                feed,
                                clock,
                                System::nanoTime,
                                this::preflight,
                                () -> quit.run()));
    }

    /// What was before this start, the guards first: they must not act without it.
    private void recall(Ledger.Earlier earlier) {
        for (var station : stations)
            station.recall(
                    earlier.entries().stream()
                            .filter(entry -> entry.target().equals(station.name()))
                            .toList());
        deploys.remember();
        incidents.remember(earlier.incidents(), earlier.entries());
        earlier.settled().forEach(incidents::entry);
        incidents.endUnwatched(names(configuration), clock.instant());
    }

    /// On a connection of its own; a relation and a mode need no grammar.
    private @Nullable PreflightReport preflight(
            String name, @Nullable String database, String relation, LockMode mode)
            throws PreflightFailed {
        try (var source = PgPreflight.open(configured(name).connection(), database)) {
            return new Preflight(source, _ -> null).ofRelation(relation, mode);
        }
    }

    /// Everything about one server.
    private Target watch(Configuration.Target target) {
        var name = target.connection().name();
        var sampling = configuration.sampling();
        var parts =
                new Station.Parts(
                        () -> deploys.inForce(name, configured(name).guard()),
                        ledger,
                        incidents,
                        clock,
                        ids);
        var station = own(new Station(target.connection(), sampling, parts));
        var meters =
                metrics.target(
                        name,
                        station::standing,
                        App::behindDdl,
                        () -> configuration.sampling().patience());
        notifiers.add(meters);
        metrics.pool("lockkeeper-" + name, station::pool);
        station.tellOfCatalogs(meters::onCatalogs);
        stations.add(station.toldTo(List.of(deploys, meters, feed, incidents)));
        return new Target(
                station.newest(),
                () -> configuration.sampling(),
                station::facts,
                station::standing,
                station::catalogs,
                station.control(),
                station::closeCircuit);
    }

    private static Set<String> names(Configuration configuration) {
        return configuration.targets().stream()
                .map(target -> target.connection().name())
                .collect(Collectors.toSet());
    }

    private Configuration.Target configured(String name) {
        return configuration.targets().stream()
                .filter(target -> target.connection().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private @Nullable String shown(@Nullable String query) {
        return query == null
                ? null
                : switch (configuration.sampling().queryText()) {
                    case NONE -> null;
                    case MASKED -> MaskedText.mask(query);
                    case FULL -> query;
                };
    }

    private static Set<LockOwner> behindDdl(Observation observation) {
        var stuck = new HashSet<LockOwner>();
        for (var pileUp : PileUps.of(observation.graph())) stuck.addAll(pileUp.stuck());
        return stuck;
    }

    /// What somebody did by hand belongs to the story, also if it cannot be written down.
    private void byHand(JournalEntry entry) throws IOException {
        incidents.entry(entry);
        ledger.record(entry);
    }

    private void tell(News news) {
        for (var notifier : notifiers) notifier.tell(news);
    }

    private Exposition.Text exposition(@Nullable String accept) {
        var scrape = metrics.scrape(accept);
        return new Exposition.Text(scrape.contentType(), scrape.body());
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /// Opens the port and begins to watch.
    public void start() throws CannotListen {
        web.start();
        expiry.start();
        ledger.start();
        stations.forEach(Station::start);
    }

    /// Goes by another configuration from now on, of which everything may change while it runs.
    /// What has been counted and begun goes on.
    void use(Configuration next) {
        configuration = next;
        incidents.use(next.incidents());
        alerts.use(next.alerts(), next.http().publicUrl());
        web.use(next.http());
        for (var station : stations)
            station.use(configured(station.name()).connection(), next.sampling());
    }

    /// Whether what the files say is in use.
    void configured(boolean usable) {
        metrics.configReloaded(usable);
    }

    /// What to do when somebody asks over HTTP for the end, see `http.quit`.
    void onQuit(Runnable action) {
        quit = action;
    }

    /// Where the page is served.
    public int port() {
        return web.port();
    }

    public Incidents incidents() {
        return incidents;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("{} did not close: {}", part.getClass().getSimpleName(), e.getMessage());
            }
        }
    }
}
