package lockkeeper.web;

import lockkeeper.deploy.Deploy;
import lockkeeper.deploy.DeployListener;
import lockkeeper.deploy.DeployStore;
import lockkeeper.deploy.Deploys;
import lockkeeper.deploy.Verdict;
import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.Action;
import lockkeeper.guard.BackendControl;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.GuardStatus;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.SignalResult;
import lockkeeper.incident.Incident;
import lockkeeper.incident.Incidents;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.setting.Secret;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Newest;
import lockkeeper.watch.Observation;
import lockkeeper.watch.QueryText;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.ServerFacts;
import lockkeeper.watch.SnapshotFailed;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A started web server over servers that exist only here, and a client for it.
final class Stage implements AutoCloseable {
    static final String TOKEN = "s3cret-t0ken";
    static final ServerFacts FACTS =
            new ServerFacts(
                    "17.11",
                    17,
                    "postgres",
                    "lockkeeper",
                    false,
                    true,
                    true,
                    Duration.ofSeconds(1));
    static final GuardStatus GUARD =
            new GuardStatus(
                    GuardMode.OBSERVE,
                    GuardSettings.DEFAULTS,
                    true,
                    false,
                    null,
                    false,
                    null,
                    null);

    ServerFacts facts = FACTS;
    GuardStatus guard = GUARD;
    Runnable quit = () -> {};
    final List<JournalEntry> journal = new ArrayList<>();
    final List<Signal> signals = new ArrayList<>();
    final List<String> closedCircuits = new ArrayList<>();
    List<CatalogFacts> catalogs = List.of();
    final List<Incident> incidents = new ArrayList<>();
    SignalResult signalResult = new SignalResult.Sent();
    Instant now = Instant.parse("2026-01-01T12:00:00Z");

    /// What the monotonic clock shows.
    private long nanos;

    boolean diskFull;

    private final AtomicInteger ids = new AtomicInteger();
    private final InstantSource clock = () -> now;
    final LiveFeed feed = new LiveFeed(clock);
    final Deploys deploys =
            new Deploys(
                    new DeployMemory(),
                    clock,
                    () -> nanos,
                    () -> "window-" + ids.incrementAndGet(),
                    Runnable::run,
                    new DeployListener() {
                        @Override
                        public void changed() {
                            feed.deploysChanged();
                        }

                        @Override
                        public void closed(Verdict verdict) {}
                    });
    private final List<Target> targets = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpSettings settings =
            new HttpSettings(new Listen("127.0.0.1", 0), null, List.of(), null);
    private QueryText text = QueryText.MASKED;
    private Preflights preflights = (_, _, _, _) -> null;
    private Exposition exposition =
            _ -> new Exposition.Text("text/plain; version=0.0.4; charset=utf-8", new byte[] {'#'});
    private @Nullable WebServer server;

    /// The guard has acted too often.
    void circuitIsOpen() {
        guard = enforcing(now.plusSeconds(600));
    }

    /// Nothing keeps the guard from acting.
    void guardActs() {
        guard = enforcing(null);
    }

    private static GuardStatus enforcing(@Nullable Instant circuitOpenUntil) {
        return new GuardStatus(
                GuardMode.ENFORCE,
                GuardSettings.DEFAULTS,
                true,
                false,
                circuitOpenUntil,
                false,
                null,
                null);
    }

    /// What somebody asked for by hand.
    record Signal(Action action, BackendId session) {}

    Stage settings(HttpSettings changed) {
        settings = changed;
        return this;
    }

    Stage preflights(Preflights asked) {
        preflights = asked;
        return this;
    }

    Stage exposition(Exposition changed) {
        exposition = changed;
        return this;
    }

    Stage withToken() {
        return settings(
                new HttpSettings(settings.listen(), new Secret(TOKEN), settings.hosts(), null));
    }

    /// While it runs.
    void changesToken(String token) {
        if (server == null) throw new IllegalStateException("not started");
        server.use(new HttpSettings(settings.listen(), new Secret(token), settings.hosts(), null));
    }

    Stage withPort(int port) {
        return settings(new HttpSettings(new Listen("127.0.0.1", port), null, List.of(), null));
    }

    Stage queryText(QueryText changed) {
        text = changed;
        return this;
    }

    Stage target(String name) {
        var sampling =
                new SamplingSettings(
                        Duration.ofMillis(500),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        text);
        targets.add(
                new Target(
                        new Newest(name, clock),
                        () -> sampling,
                        () -> facts,
                        () -> guard,
                        () -> catalogs,
                        new Control(),
                        () -> closedCircuits.add(name)));
        return this;
    }

    Stage start() throws CannotListen {
        if (targets.isEmpty()) target("main");
        server =
                new WebServer(
                        settings,
                        targets,
                        new Memory(),
                        deploys,
                        journal::add,
                        exposition,
                        feed,
                        clock,
                        () -> nanos,
                        preflights,
                        () -> quit.run());
        server.start();
        return this;
    }

    Stage sees(LockSnapshot snapshot) {
        return sees("main", snapshot);
    }

    Stage sees(String target, LockSnapshot snapshot) {
        var observation =
                new Observation(
                        target,
                        Observation.Kind.FULL,
                        WaitGraph.of(snapshot),
                        nanos - 3_000_000,
                        Duration.ofMillis(3));
        named(target).newest().onObservation(observation);
        feed.onObservation(observation);
        return this;
    }

    Stage misses(String why) {
        var failure = new SnapshotFailed(SnapshotFailed.Reason.UNREACHABLE, why, new IOException());
        named("main").newest().onMissed("main", failure);
        feed.onMissed("main", failure);
        return this;
    }

    private Target named(String name) {
        return targets.stream()
                .filter(target -> target.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /// For both clocks.
    void passes(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    int port() {
        if (server == null) throw new IllegalStateException("not started");
        return server.port();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        var request = request(path);
        if (headers.length > 0) request.headers(headers);
        return send(request.GET());
    }

    HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = request(path);
        if (headers.length > 0) request.headers(headers);
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return parsed(get(path));
    }

    static JsonNode parsed(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    static JsonNode tree(byte[] document) {
        return JsonMapper.shared().readTree(document);
    }

    @Override
    public void close() {
        if (server != null) server.close();
        client.close();
    }

    private final class Control implements BackendControl {
        @Override
        public SignalResult signal(Action action, PinnedBackend backend) {
            throw new IllegalStateException("only the guard pins sessions");
        }

        @Override
        public SignalResult signal(Action action, BackendId session) {
            signals.add(new Signal(action, session));
            return signalResult;
        }
    }

    /// Keeps deploy windows, unless the disk is full.
    private final class DeployMemory implements DeployStore {
        @Override
        public void save(List<Deploy> all) throws IOException {
            if (diskFull) throw new IOException("disk full");
        }

        @Override
        public List<Deploy> load() {
            return List.of();
        }
    }

    private final class Memory implements Incidents {
        @Override
        public List<Incident> recent(@Nullable String target, int limit) {
            return incidents.stream()
                    .filter(incident -> target == null || incident.target().equals(target))
                    .limit(limit)
                    .toList();
        }

        @Override
        public @Nullable Incident find(String id) {
            return incidents.stream()
                    .filter(incident -> incident.id().equals(id))
                    .findAny()
                    .orElse(null);
        }
    }
}
