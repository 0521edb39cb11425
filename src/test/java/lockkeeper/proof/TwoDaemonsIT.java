package lockkeeper.proof;

import static lockkeeper.proof.Outpost.soon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Action;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.lock.BackendId;
import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;
import lockkeeper.pg.TcpProxy;
import lockkeeper.pg.Times;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Two real daemons on one server: one acts, the other watches and says so. Whatever happens to the
/// one that leads, nobody is sent the same signal twice.
@Order(1)
@HasOwnServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoDaemonsIT {
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";
    private static final Duration SUSTAINED = Duration.ofMillis(500);
    private static final String READ = "SELECT count(*) FROM users";

    @TempDir private static Path folder;
    private final List<Lookout> lookouts = new ArrayList<>();
    private PostgresServer server;
    private Shop shop;
    private Session ddl;

    /// One of the two, with a proxy between it and the server.
    private final class Lookout {
        private final TcpProxy proxy = new TcpProxy(server.port());
        private final Outpost outpost;
        private Daemon daemon;

        private Lookout(String name) {
            outpost =
                    Outpost.make(
                            folder.resolve(name),
                            proxy.url(),
                            """
                            sampling: {interval: 100ms}
                            guard: {mode: enforce, queued: 3, sustained: 500ms, max_actions: 100}
                            """);
            daemon = outpost.start();
        }

        private boolean leads() {
            return daemon.metric("lockkeeper_guard_leader{target=\"main\"}") == 1;
        }

        private boolean standsDown(String reason) {
            return daemon.metric(
                            "lockkeeper_guard_stands_down{reason=\"%s\",target=\"main\"}"
                                    .formatted(reason))
                    == 1;
        }

        private void close() {
            daemon.signal("CONT");
            daemon.close();
            proxy.close();
        }
    }

    @BeforeAll
    void start() {
        server =
                PostgresServer.of(PostgresServer.majors().getLast())
                        .with("log_line_prefix", "[%p] ")
                        .start();
        server.execute("CREATE ROLE lockkeeper LOGIN IN ROLE pg_monitor, pg_signal_backend");
        lookouts.add(new Lookout("a"));
        lookouts.add(new Lookout("b"));
    }

    @AfterAll
    void stop() {
        lookouts.forEach(Lookout::close);
        server.close();
    }

    @BeforeEach
    void open() {
        shop = new Shop(server);
        ddl = shop.session();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void oneActsAndTheOtherSaysWhyItDoesNot() throws Exception {
        var leader = leader();
        var other = other(leader);
        var actions = leader.outpost.intents().size();
        assertThat(other.daemon.get("/api/v1/targets").body())
                .contains("\"leader\":false", "\"stands_down\":\"not leader\"");

        // what the leader has freed when the other looks is not left to it, so it says nothing
        var pileUps = 0;
        do {
            assertEndedOnce(pileUpOfAnother());
            pileUps++;
        } while (pileUps < 20 && !other.daemon.output().contains("reason=\"not leader\""));

        assertThat(other.daemon.output()).contains("reason=\"not leader\"");
        assertThat(leader.outpost.intents()).hasSize(actions + pileUps);
        assertThat(leaders()).containsExactly(leader);
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aFrozenLeaderActsOnWhatItSeesWhenItWakesOrIsReplaced(int seconds) throws Exception {
        assertEndedOnceDespiteAFreezeOf(seconds);
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    @Tag("long")
    void howeverLongItIsFrozen() throws Exception {
        assertEndedOnceDespiteAFreezeOf(60);
    }

    private void assertEndedOnceDespiteAFreezeOf(int seconds) throws IOException {
        var leader = leader();
        var migration = pileUp(2);
        leader.daemon.signal("STOP");
        shop.crowd(1, READ);
        pass(Duration.ofSeconds(seconds));
        leader.daemon.signal("CONT");
        assertEndedOnce(migration);
        soon("one leads").until(() -> leaders().size() == 1);
        assertEndedOnce(pileUpOfAnother());
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void aLeaderThatWasKilledIsReplacedAndComesBackAsTheOther() throws Exception {
        var leader = leader();
        var next = other(leader);
        var migration = pileUp(2);
        leader.daemon.kill();
        shop.crowd(1, READ);
        assertEndedOnce(migration);
        assertThat(next.outpost.intents()).last().matches(intent -> isOn(intent, ddl));

        leader.daemon = leader.outpost.start();
        assertEndedOnce(pileUpOfAnother());
        assertThat(leaders()).containsExactly(next);
    }

    /// The one that takes over knows nothing of the signal. It gives it time to take effect, and
    /// does the next thing, not the same again.
    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void whatASignalOfADeadLeaderDidNotFreeIsSeenAnewAndNotCancelledAgain() throws Exception {
        var leader = leader();
        var next = other(leader);
        ddl.run("BEGIN; " + ALTER + "; SAVEPOINT before");
        var work = ddl.start("SELECT pg_sleep(60)");
        shop.crowd(3, READ);
        soon("it is signalled").until(work::isDone);
        leader.daemon.kill();
        var killed = Times.parse(server.query("SELECT clock_timestamp()"));

        soon("the next acts").until(() -> ours(next).size() == 1);
        var intent = ours(next).getFirst();
        assertThat(intent.action()).isEqualTo(Action.TERMINATE);
        assertThat(Duration.between(killed, intent.at())).isGreaterThan(SUSTAINED);
        soon("it helped").until(() -> next.outpost.outcomes().get(intent.id()) == Outcome.RELEASED);
        assertThat(Files.readString(server.log()))
                .containsOnlyOnce(cancelled())
                .containsOnlyOnce("[%d] FATAL:  terminating connection".formatted(ddl.pid()));
        leader.daemon = leader.outpost.start();
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void aLeaderThatIsCutOffIsReplacedAndDoesNotActWhenItIsBack() throws Exception {
        var leader = leader();
        var next = other(leader);
        var actions = leader.outpost.intents().size();
        var migration = pileUp(2);
        leader.proxy.silence();
        shop.crowd(1, READ);
        assertEndedOnce(migration);
        assertThat(next.outpost.intents()).last().matches(intent -> isOn(intent, ddl));

        leader.proxy.restore();
        assertEndedOnce(pileUpOfAnother());
        assertThat(leader.outpost.intents()).hasSize(actions);
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void aLeaderWhoseJournalCannotBeWrittenLeavesTheLeadToTheOther() throws Exception {
        var broken = leader();
        var next = other(broken);
        for (var lookout : lookouts) lookout.daemon.kill();
        var journal = broken.outpost.folder().resolve("journal");
        var away = Files.move(journal, journal.resolveSibling("away"));
        Files.writeString(journal, "a file in its place");
        broken.daemon = broken.outpost.start();
        soon("alone it leads").until(broken::leads);
        soon("and says that it could not act").until(() -> broken.standsDown("journal fails"));

        next.daemon = next.outpost.start();
        soon("the other leads").until(() -> leaders().equals(List.of(next)));
        assertEndedOnce(pileUpOfAnother());
        assertThat(next.outpost.intents()).last().matches(intent -> isOn(intent, ddl));

        Files.delete(journal);
        Files.move(away, journal);
        next.daemon.kill();
        assertEndedOnce(pileUpOfAnother());
        assertThat(broken.outpost.intents()).last().matches(intent -> isOn(intent, ddl));
        next.daemon = next.outpost.start();
    }

    // ---- the stage

    private Lookout leader() {
        soon("one leads").until(() -> leaders().size() == 1);
        return leaders().getFirst();
    }

    private List<Lookout> leaders() {
        return lookouts.stream().filter(Lookout::leads).toList();
    }

    private Lookout other(Lookout one) {
        return lookouts.stream().filter(lookout -> lookout != one).findFirst().orElseThrow();
    }

    /// A report, a migration behind it, and so many readers behind that.
    private CompletableFuture<Void> pileUp(int readers) {
        shop.began(READ);
        var migration = ddl.start(ALTER);
        ddl.awaitBlocked();
        shop.crowd(readers, READ);
        return migration;
    }

    private CompletableFuture<Void> pileUpOfAnother() {
        ddl = shop.session();
        return pileUp(3);
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    private void assertEndedOnce(CompletableFuture<Void> migration) throws IOException {
        soon("the migration is ended").until(migration::isDone);
        assertThatThrownBy(migration::join).hasMessageContaining("canceling statement");
        for (var lookout : lookouts) soon("outcomes").until(() -> isSettled(lookout.outpost));
        assertThat(Files.readString(server.log())).containsOnlyOnce(cancelled());
        record Signal(BackendId session, Action action) {}
        var signals = new HashMap<Signal, JournalEntry.Intent>();
        for (var lookout : lookouts) {
            var outcomes = lookout.outpost.outcomes();
            for (var intent : lookout.outpost.intents())
                if (outcomes.get(intent.id()) != Outcome.GONE) {
                    var signal = new Signal(intent.backend().id(), intent.action());
                    assertThat(signals.put(signal, intent)).isNull();
                }
        }
        assertThat(signals.values()).filteredOn(intent -> isOn(intent, ddl)).hasSize(1);
    }

    /// What the server's log says of a cancel.
    private String cancelled() {
        return "[%d] ERROR:  canceling statement due to user request".formatted(ddl.pid());
    }

    /// What it decided about our migration's session.
    private List<JournalEntry.Intent> ours(Lookout lookout) {
        return lookout.outpost.intents().stream().filter(intent -> isOn(intent, ddl)).toList();
    }

    private static boolean isSettled(Outpost outpost) {
        return outpost.intents().stream()
                .allMatch(intent -> outpost.outcomes().containsKey(intent.id()));
    }

    private static boolean isOn(JournalEntry.Intent intent, Session session) {
        return intent.backend().id().pid() == session.pid();
    }
}
