package lockkeeper.proof;

import static lockkeeper.proof.Outpost.soon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/// A daemon that is stopped, killed or frozen in the middle of an action. The action hangs because
/// the server's end of the connection that signals is frozen.
@HasOwnServers
class AbruptEndIT {
    private static final String CIRCUIT_OPEN = "lockkeeper_guard_circuit_open{target=\"main\"}";
    private static final String READ = "SELECT count(*) FROM users";

    @TempDir private Path folder;
    private PostgresServer server;
    private Shop shop;
    private Outpost outpost;
    private Daemon daemon;
    private String frozen = "";
    private int reports;

    @BeforeEach
    void start() {
        server = PostgresServer.of(PostgresServer.majors().getLast()).start();
        server.execute("CREATE ROLE lockkeeper LOGIN IN ROLE pg_monitor, pg_signal_backend");
        shop = new Shop(server);
        outpost = configured(9);
        daemon = outpost.start();
        soon("it leads").until(() -> leads(daemon));
    }

    private Outpost configured(int maxActions) {
        return Outpost.make(
                folder,
                server.url(),
                """
                sampling: {interval: 100ms, statement_timeout: 20s}
                guard: {mode: enforce, queued: 3, sustained: 400ms, max_actions: %d}
                """
                        .formatted(maxActions));
    }

    @AfterEach
    void stop() {
        daemon.close();
        thaw();
        shop.close();
        server.close();
    }

    @Test
    void aTermInTheMiddleOfAnActionEndsItInTimeAndLeavesTheOutcomeToTheNextStart()
            throws Exception {
        var ddl = shop.session();
        var _ = pileUp(ddl, "ALTER TABLE users ADD COLUMN email text");
        var intent = freezeAndAwaitIntent();

        assertThat(daemon.terminate()).isLessThan(Duration.ofSeconds(5));
        assertThat(daemon.exitCode()).isZero();
        assertThat(outpost.intents()).hasSize(1);
        assertThat(outpost.outcomes()).isEmpty();

        thaw();
        daemon = outpost.start();
        assertThat(outpost.outcomes()).containsOnly(Map.entry(intent.id(), Outcome.UNKNOWN));
    }

    @Test
    void aTermEndsItInTimeAlsoWhereNothingOfTheServerAnswers() throws Exception {
        var _ = pileUp(shop.session(), "ALTER TABLE users ADD COLUMN email text");
        freezeAndAwaitIntent();
        server.suspend();
        try {
            assertThat(daemon.terminate()).isLessThan(Duration.ofSeconds(5));
            assertThat(daemon.exitCode()).isZero();
            assertThat(outpost.intents()).hasSize(1);
        } finally {
            server.resume();
        }
    }

    @Test
    void anActionThatWasCutOffIsUnknownAndNotRepeatedAndCounts() throws Exception {
        var first = shop.session();
        var migration = pileUp(first, "ALTER TABLE users ADD COLUMN email text");
        var intent = freezeAndAwaitIntent();
        daemon.kill();
        assertThat(outpost.outcomes()).isEmpty();

        // its connection is gone before the statement that signals could have been read
        server.execute("SELECT pg_terminate_backend(" + frozen + ")");
        thaw();
        daemon = configured(1).start();
        assertThat(outpost.outcomes()).containsOnly(Map.entry(intent.id(), Outcome.UNKNOWN));
        assertThat(daemon.get("/api/v1/incidents/" + intent.incident()).body())
                .contains("\"outcome\":\"unknown\"");
        if (!migration.isDone()) {
            soon("it says why it does not act")
                    .until(() -> daemon.output().contains("reason=\"already tried\""));
            server.execute("SELECT pg_terminate_backend(" + first.pid() + ")");
        }
        var second = shop.session();
        var next = pileUp(second, "ALTER TABLE users ADD COLUMN phone text");
        soon("the limit counts it")
                .until(() -> daemon.output().contains("reason=\"circuit open\""));
        assertThat(next).isNotDone();
        assertThat(outpost.intents()).hasSize(1);

        soon("and it shows").until(() -> daemon.metric(CIRCUIT_OPEN) == 1);
        var close = "/api/v1/targets/main/circuit/close";
        assertThat(daemon.post(close, Outpost.TOKEN).statusCode()).isEqualTo(200);
        soon("it may act again").until(next::isDone);
        assertThatThrownBy(next::join).hasMessageContaining("canceling statement");
        assertThat(outpost.intents())
                .extracting(i -> i.backend().id().pid())
                .endsWith(second.pid());
        assertThat(outpost.entries()).anyMatch(JournalEntry.CircuitClosed.class::isInstance);
    }

    @Test
    void aDecisionFromBeforeAFreezeIsNotCarriedOut() {
        var ddl = shop.session();
        var migration = pileUp(ddl, "ALTER TABLE users ADD COLUMN email text");
        var intent = freezeAndAwaitIntent();
        daemon.signal("STOP");
        await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
        thaw();
        var woken = System.nanoTime();
        daemon.signal("CONT");
        soon("the pile-up is ended").until(migration::isDone);

        assertThat(Duration.ofNanos(System.nanoTime() - woken))
                .as("it was seen anew, and again for guard.sustained")
                .isGreaterThan(Duration.ofMillis(400));
        assertThatThrownBy(migration::join).hasMessageContaining("canceling statement");
        soon("both outcomes").until(() -> outpost.outcomes().size() == 2);
        assertThat(outpost.outcomes()).containsEntry(intent.id(), Outcome.GONE);
        assertThat(outpost.outcomes().values()).contains(Outcome.RELEASED);
    }

    /// An incident is kept a moment later than the journal's entries; here that moment is cut off.
    @Test
    void whatWasDeclinedAndDoneByHandJustBeforeIsToldByTheJournal() throws Exception {
        var _ = pileUp(shop.session(), "ALTER TABLE users ADD COLUMN email text");
        soon("it is declined").until(() -> declined() != null);
        var declined = Objects.requireNonNull(declined());
        assertThat(cancelTheReport().statusCode()).isEqualTo(200);
        daemon.kill();
        forgetIncidentsWithActions();

        daemon = outpost.start();
        assertThat(daemon.get("/api/v1/incidents/" + declined.incident()).body())
                .contains("\"at\":\"" + declined.at() + "\",\"action\":null")
                .containsOnlyOnce("\"by_hand\":true");
    }

    private JournalEntry.@Nullable Declined declined() {
        for (var entry : outpost.entries())
            if (entry instanceof JournalEntry.Declined declined) return declined;
        return null;
    }

    /// It idles in its transaction, so that it goes on.
    private HttpResponse<String> cancelTheReport() {
        var report =
                server.query(
                        """
                        SELECT pid || ' ' || to_json(backend_start AT TIME ZONE 'UTC')
                          FROM pg_stat_activity
                         WHERE state = 'idle in transaction'
                        """);
        var found = Objects.requireNonNull(report).replace("\"", "").split(" ", 2);
        return daemon.post(
                "/api/v1/sessions/" + found[0] + "/cancel",
                Outpost.TOKEN,
                "{\"backend_start\": \"" + found[1] + "Z\"}");
    }

    private void forgetIncidentsWithActions() throws IOException {
        try (var files = Files.list(folder.resolve("journal"))) {
            for (var file : (Iterable<Path>) files::iterator) {
                var kept = new ArrayList<String>();
                for (var line : Files.readAllLines(file))
                    if (!line.contains("\"kind\":\"incident\"") || line.contains("\"actions\":[]"))
                        kept.add(line);
                Files.write(file, kept);
            }
        }
    }

    /// A report, this behind it, and two readers: one short of what the guard acts upon.
    private CompletableFuture<Void> pileUp(Session ddl, String sql) {
        if (reports++ == 0) shop.began(READ);
        var migration = ddl.start(sql);
        ddl.awaitBlocked();
        shop.crowd(reports == 1 ? 2 : 3, READ);
        return migration;
    }

    private JournalEntry.Intent freezeAndAwaitIntent() {
        frozen =
                Objects.requireNonNull(
                        server.query(
                                "SELECT pid FROM pg_stat_activity"
                                        + " WHERE application_name = 'lockkeeper actor'"));
        Daemon.signal("STOP", frozen);
        shop.crowd(1, READ);
        return outpost.awaitIntent();
    }

    private void thaw() {
        if (!frozen.isEmpty()) Daemon.signal("CONT", frozen);
        frozen = "";
    }

    private static boolean leads(Daemon daemon) {
        return daemon.metric("lockkeeper_guard_leader{target=\"main\"}") == 1;
    }
}
