package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Guard;
import lockkeeper.guard.GuardRules;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.GuardTools;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.Reason;
import lockkeeper.guard.Rules;
import lockkeeper.guard.Witness;
import lockkeeper.incident.Archive;
import lockkeeper.incident.Incident;
import lockkeeper.incident.IncidentLog;
import lockkeeper.incident.IncidentSettings;
import lockkeeper.pg.PgTarget;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;
import lockkeeper.pg.Targets;
import lockkeeper.watch.Observer;
import lockkeeper.watch.QueryText;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.Watcher;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A guard at work on a real server: the real loop, source, control and election. Only its journal
/// is in memory.
final class Patrol implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final SamplingSettings SAMPLING =
            new SamplingSettings(
                    Duration.ofMillis(50),
                    Duration.ofMillis(30),
                    Duration.ofSeconds(5),
                    QueryText.FULL);

    private final List<JournalEntry> entries = new CopyOnWriteArrayList<>();
    private final ExecutorService hand =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final IncidentLog incidents =
            new IncidentLog(
                    IncidentSettings.DEFAULTS,
                    _ -> {},
                    _ -> {},
                    new Forgetful(),
                    Runnable::run,
                    _ -> null,
                    () -> UUID.randomUUID().toString(),
                    UnaryOperator.identity());
    private final PgTarget target;
    private final Guard guard;
    private final Watcher watcher;
    private volatile GuardSettings settings = usual().settings();

    /// @param others hear of each sample before the guard does
    Patrol(PostgresServer server, String role, Observer... others) {
        target = PgTarget.open(Targets.of(server, role), SAMPLING);
        guard =
                new Guard(
                        "main",
                        () -> new GuardRules.InForce(settings, null, null),
                        new GuardTools(
                                target.control(),
                                _ -> {},
                                target.leadership(),
                                new Told(),
                                this::maySignal,
                                Files::exists,
                                System::nanoTime,
                                () -> UUID.randomUUID().toString(),
                                hand));
        var observers = Stream.concat(Stream.of(others), Stream.of(incidents, guard)).toList();
        watcher = new Watcher("main", target.source(), observers, SAMPLING, System::nanoTime);
        watcher.start();
    }

    /// Quick to act, and without limits.
    static Rules usual() {
        return new Rules()
                .queued(2)
                .sustained(Duration.ofMillis(150))
                .terminateAfter(Duration.ofMillis(500))
                .cooldown(Duration.ZERO)
                .maxActions(1000);
    }

    /// A role with what a guard needs.
    static String role(PostgresServer server) {
        return server.newRole("IN ROLE pg_monitor, pg_signal_backend");
    }

    /// From the next sample on it goes by these rules.
    Patrol under(Rules rules) {
        settings = rules.settings();
        return this;
    }

    Patrol awaitLead() {
        await("leads").atMost(PATIENCE).until(target.leadership()::isLeader);
        return this;
    }

    /// Why the guard would act on nobody, in its newest sample; null if it would.
    @Nullable Reason standsDown() {
        var status = guard.status();
        return status == null ? null : status.standsDown();
    }

    boolean leads() {
        return target.leadership().isLeader();
    }

    private boolean maySignal() {
        var facts = target.source().facts();
        return facts != null && facts.signalsOthers();
    }

    /// Every signal so far: `CANCEL 4711`.
    List<String> signals() {
        return entries.stream()
                .filter(JournalEntry.Intent.class::isInstance)
                .map(JournalEntry.Intent.class::cast)
                .map(intent -> intent.action() + " " + intent.backend().id().pid())
                .toList();
    }

    /// The incidents that the signals belong to.
    Set<String> incidentsOfSignals() {
        return entries.stream()
                .filter(JournalEntry.Intent.class::isInstance)
                .map(entry -> ((JournalEntry.Intent) entry).incident())
                .collect(Collectors.toSet());
    }

    static String cancel(Session session) {
        return "CANCEL " + session.pid();
    }

    static String terminate(Session session) {
        return "TERMINATE " + session.pid();
    }

    /// Returns when the guard has said that it will not act, for this reason.
    JournalEntry.Declined awaitDeclined(Reason reason) {
        await("declined: " + reason + ", but got " + entries)
                .atMost(PATIENCE)
                .until(() -> declined(reason) != null);
        var declined = declined(reason);
        if (declined == null) throw new IllegalStateException("forgotten: " + reason);
        return declined;
    }

    private JournalEntry.@Nullable Declined declined(Reason reason) {
        for (var entry : entries)
            if (entry instanceof JournalEntry.Declined declined && declined.reason() == reason)
                return declined;
        return null;
    }

    /// Returns when so many actions have come out, and how.
    List<JournalEntry.Done> awaitDone(int actions) {
        await(actions + " actions done").atMost(PATIENCE).until(() -> done().size() >= actions);
        return done();
    }

    /// Returns when an action has come out so.
    void awaitOutcome(Outcome outcome) {
        await("an action is " + outcome)
                .atMost(PATIENCE)
                .until(() -> done().stream().anyMatch(done -> done.outcome() == outcome));
    }

    private List<JournalEntry.Done> done() {
        return entries.stream()
                .filter(JournalEntry.Done.class::isInstance)
                .map(JournalEntry.Done.class::cast)
                .toList();
    }

    /// It gets through.
    void assertServed(CompletableFuture<Void> statement) {
        awaitEnd(statement);
        statement.join();
    }

    /// It is cancelled.
    void assertCancelled(CompletableFuture<Void> statement) {
        awaitEnd(statement);
        assertThatThrownBy(statement::join).hasMessageContaining("canceling statement");
    }

    /// Waits for the end of a statement, and says what the guard said if it does not come.
    void awaitEnd(CompletableFuture<Void> statement) {
        try {
            statement.handle((_, _) -> true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("it still runs; the guard said " + entries, e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    List<JournalEntry> entries() {
        return entries;
    }

    @Override
    public void close() {
        watcher.close();
        hand.close();
        target.close();
    }

    private final class Told implements Witness {
        @Override
        public String incidentOf(String name, PileUp pileUp) {
            return incidents.incidentOf(name, pileUp);
        }

        @Override
        public void entry(JournalEntry entry) {
            entries.add(entry);
            incidents.entry(entry);
        }

        @Override
        public void trouble(String name, String key, String sentence, boolean over) {}
    }

    private static final class Forgetful implements Archive {
        @Override
        public void save(Incident incident) {}

        @Override
        public List<Incident> load(int limit) {
            return List.of();
        }
    }
}
