package lockkeeper.guard;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.graph.Scene.backend;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.lock.Backend;
import lockkeeper.lock.BackendId;
import lockkeeper.watch.Observation;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

class GuardTest {
    private static final int REPORT = 10;
    private static final int MIGRATION = 20;
    private static final int SECOND = 21;
    private static final int READER = 100;

    private final List<String> signals = new ArrayList<>();
    private final List<JournalEntry> entries = new ArrayList<>();
    private SignalResult answer = new SignalResult.Sent();
    private boolean leader = true;
    private boolean journalWorks = true;
    private long clock;
    private GuardSettings settings = settings(s -> s);

    private final Guard guard =
            new Guard(
                    "main",
                    () -> new GuardRules.InForce(settings, null, null),
                    new GuardTools(
                            new Control(),
                            _ -> {
                                if (!journalWorks) throw new IOException("disk full");
                            },
                            () -> leader,
                            new Told(),
                            () -> true,
                            _ -> false,
                            () -> clock,
                            () -> "action-" + signals.size(),
                            Runnable::run),
                    List.of());

    private static Scene pileUp() {
        return new Scene()
                .held(REPORT, ACCESS_SHARE, USERS)
                .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                .query(MIGRATION, "ALTER TABLE users ADD COLUMN nickname text")
                .crowd(READER, 6, ACCESS_SHARE, USERS);
    }

    @Test
    void aMigrationIsCancelledOnceThePileUpHasLasted() {
        see(1000, pileUp());
        see(2999, pileUp());
        assertThat(signals).isEmpty();
        see(3000, pileUp());
        assertThat(signals).containsExactly("CANCEL 20");
    }

    @Test
    void thePileUpMustLastWithoutABreak() {
        see(1000, pileUp());
        see(2000, pileUp());
        see(2100, new Scene());
        see(2200, pileUp());
        see(3100, pileUp());
        assertThat(signals).isEmpty();
        see(4200, pileUp());
        assertThat(signals).hasSize(1);
    }

    @Test
    void aGapInSamplingStartsTheCountAnew() {
        see(1000, pileUp());
        see(3001, pileUp());
        see(3101, pileUp());
        assertThat(signals).isEmpty();
    }

    @Test
    void aNewTransactionOfTheSameSessionStartsTheCountAnew() {
        see(1000, pileUp());
        see(2500, pileUp());
        var retried =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(SECOND, ACCESS_EXCLUSIVE, USERS)
                        .query(SECOND, "ALTER TABLE users ADD COLUMN nickname text")
                        .crowd(READER, 6, ACCESS_SHARE, USERS);
        see(3100, retried);
        assertThat(signals).isEmpty();
    }

    @Test
    void tooFewStayUntouchedAndItIsSaidOnce() {
        var few =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .query(MIGRATION, "ALTER TABLE users ADD COLUMN nickname text")
                        .crowd(READER, 4, ACCESS_SHARE, USERS);
        for (var at = 1000; at < 9000; at += 500) see(at, few);
        assertThat(signals).isEmpty();
        assertThat(declined()).containsExactly(Reason.TOO_FEW);
    }

    @Test
    void aSustainedOfZeroActsOnTheNextSample() {
        settings = settings(s -> with(s, Duration.ZERO));
        see(1000, pileUp());
        assertThat(signals).isEmpty();
        see(1020, pileUp());
        assertThat(signals).hasSize(1);
    }

    @Test
    void observeOnlySaysWhatItWouldDo() {
        settings = settings(s -> with(s, GuardMode.OBSERVE));
        last(5000, pileUp());
        assertThat(signals).isEmpty();
        assertThat(declined()).containsExactly(Reason.OBSERVING);
    }

    @Test
    void offDoesNothingAtAll() {
        settings = settings(s -> with(s, GuardMode.OFF));
        last(5000, pileUp());
        assertThat(entries).isEmpty();
    }

    @Test
    void whoIdlesInItsTransactionIsTerminatedAtOnce() {
        var idle =
                new Scene()
                        .held(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .state(MIGRATION, "idle in transaction")
                        .crowd(READER, 6, ACCESS_SHARE, USERS);
        last(3000, idle);
        assertThat(signals).containsExactly("TERMINATE 20");
    }

    @Test
    void aCancelThatDoesNotHelpIsFollowedByATerminate() {
        last(3000, pileUp());
        last(5900, pileUp());
        assertThat(signals).containsExactly("CANCEL 20");
        see(6000, pileUp());
        assertThat(signals).containsExactly("CANCEL 20", "TERMINATE 20");
        last(20_000, pileUp());
        assertThat(signals).hasSize(2);
        assertThat(outcomes()).containsExactly(Outcome.INEFFECTIVE, Outcome.INEFFECTIVE);
        assertThat(declined()).contains(Reason.ALREADY_TRIED);
    }

    @Test
    void itIsReleasedWhenTheQueueHasDrained() {
        last(3000, pileUp());
        see(3100, new Scene());
        assertThat(outcomes()).containsExactly(Outcome.RELEASED);
        assertThat(entries)
                .last()
                .isInstanceOfSatisfying(
                        JournalEntry.Done.class, done -> assertThat(done.released()).isEqualTo(6));
    }

    @Test
    void ofStackedMigrationsTheTailGoesFirst() {
        var stacked =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .awaited(SECOND, ACCESS_EXCLUSIVE, USERS)
                        .query(MIGRATION, "ALTER TABLE users ADD COLUMN a text")
                        .query(SECOND, "ALTER TABLE users ADD COLUMN b text")
                        .crowd(READER, 6, ACCESS_SHARE, USERS);
        last(3000, stacked);
        assertThat(signals).containsExactly("CANCEL 21");
        var rest =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .query(MIGRATION, "ALTER TABLE users ADD COLUMN a text")
                        .crowd(READER, 6, ACCESS_SHARE, USERS);
        see(3100, rest);
        assertThat(signals).containsExactly("CANCEL 21", "CANCEL 20");
        see(3200, new Scene());
        assertThat(outcomes()).containsOnly(Outcome.RELEASED);
    }

    @Test
    void twoPileUpsAreEndedOneAfterTheOther() {
        var two =
                pileUp().held(11, ACCESS_SHARE, ORDERS)
                        .awaited(SECOND, ACCESS_EXCLUSIVE, ORDERS)
                        .query(SECOND, "ALTER TABLE orders ADD COLUMN b text")
                        .crowd(200, 8, ROW_EXCLUSIVE, ORDERS);
        last(3000, two);
        assertThat(signals).containsExactly("CANCEL 21");
        see(3100, pileUp());
        see(3900, pileUp());
        assertThat(signals).hasSize(1);
        see(4000, pileUp());
        assertThat(signals).containsExactly("CANCEL 21", "CANCEL 20");
    }

    @Test
    void lockTableIsProtectedByDefault() {
        last(9000, pileUp().query(MIGRATION, "LOCK TABLE users"));
        assertThat(signals).isEmpty();
        assertThat(declined()).containsExactly(Reason.PROTECTED);
    }

    @Test
    void aWorkerASuperuserAndAnUnknownSessionAreNeverEnded() {
        last(9000, pileUp().type(MIGRATION, "autovacuum worker"));
        last(19_000, pileUp().type(MIGRATION, "walsender"));
        last(29_000, pileUp().with(MIGRATION, GuardTest::asSuperuser));
        assertThat(signals).isEmpty();
        assertThat(declined()).contains(Reason.NEVER_ENDED, Reason.SUPERUSER);
    }

    @Test
    void whatWeCannotBeSureOfIsLeftAlone() {
        last(9000, pileUp().hidden());
        last(19_000, pileUp().inRecovery());
        var unexplained = pileUp().awaited(300, ACCESS_SHARE, USERS);
        last(29_000, unexplained.unknown(MIGRATION));
        assertThat(signals).isEmpty();
        assertThat(declined()).contains(Reason.UNCERTAIN, Reason.STANDBY);
    }

    @Test
    void withoutAJournalThereIsNoSignal() {
        journalWorks = false;
        last(9000, pileUp());
        assertThat(signals).isEmpty();
        assertThat(declined()).containsExactly(Reason.JOURNAL_FAILS);
        journalWorks = true;
        last(12_000, pileUp());
        assertThat(signals).hasSize(1);
    }

    @Test
    void whoIsNotTheLeaderOnlyWatches() {
        leader = false;
        last(9000, pileUp());
        assertThat(signals).isEmpty();
        assertThat(declined()).containsExactly(Reason.NOT_LEADER);
    }

    @Test
    void afterTooManyActionsTheCircuitOpens() {
        answer = new SignalResult.AlreadyGone();
        for (var at = 1000; at < 60_000; at += 500) see(at, pileUp());
        assertThat(signals).hasSize(6);
        assertThat(declined()).contains(Reason.CIRCUIT_OPEN);
        guard.closeCircuit();
        last(64_000, pileUp());
        assertThat(signals).hasSizeGreaterThan(6);
    }

    @Test
    void aRefusedSignalIsNotTriedAgain() {
        answer = new SignalResult.Refused("must be a superuser");
        last(20_000, pileUp());
        assertThat(signals).hasSize(1);
        assertThat(outcomes()).containsExactly(Outcome.DENIED);
    }

    @Test
    void withoutAConnectionItTriesAgainAndDoesNotCountIt() {
        answer = new SignalResult.Unreachable("reset");
        last(15_000, pileUp());
        assertThat(signals).hasSizeGreaterThan(6);
        answer = new SignalResult.Sent();
        last(16_500, pileUp());
        see(16_600, new Scene());
        assertThat(outcomes()).last().isEqualTo(Outcome.RELEASED);
    }

    @Test
    void aBudgetThatIsUsedUpShortensTheWait() {
        settings =
                settings(
                        s ->
                                new GuardSettings(
                                        s.mode(),
                                        s.queued(),
                                        Duration.ofMinutes(1),
                                        Duration.ofSeconds(12),
                                        s.holders(),
                                        s.action(),
                                        s.terminateAfter(),
                                        s.cooldown(),
                                        s.maxActions(),
                                        s.per(),
                                        s.protect(),
                                        s.only(),
                                        s.killSwitch()));
        last(2900, pileUp());
        assertThat(signals).isEmpty();
        see(3000, pileUp());
        assertThat(signals).hasSize(1);
    }

    // ---- the stage

    /// Samples every 100 ms, from 1 s or where the last one was, until `until`.
    private void last(int until, Scene scene) {
        for (var at = (int) Math.max(1000, clock / 1_000_000 + 100); at <= until; at += 100)
            see(at, scene);
    }

    private void see(int millis, Scene scene) {
        clock = millis * 1_000_000L;
        var graph = scene.sampledAt(START.plusMillis(millis)).graph();
        guard.onObservation(
                new Observation("main", Observation.Kind.FULL, graph, clock, Duration.ZERO));
    }

    private List<Reason> declined() {
        return entries.stream()
                .filter(JournalEntry.Declined.class::isInstance)
                .map(entry -> ((JournalEntry.Declined) entry).reason())
                .toList();
    }

    private List<Outcome> outcomes() {
        return entries.stream()
                .filter(JournalEntry.Done.class::isInstance)
                .map(entry -> ((JournalEntry.Done) entry).outcome())
                .toList();
    }

    private static Backend asSuperuser(Backend b) {
        return new Backend(
                b.id(),
                b.type(),
                null,
                b.databaseOid(),
                b.database(),
                b.userOid(),
                "postgres",
                true,
                b.application(),
                b.client(),
                b.state(),
                null,
                null,
                b.xactStart(),
                b.queryStart(),
                b.stateChange(),
                b.writes(),
                b.query());
    }

    private static GuardSettings settings(UnaryOperator<GuardSettings> change) {
        return change.apply(with(GuardSettings.DEFAULTS, GuardMode.ENFORCE));
    }

    private static GuardSettings with(GuardSettings s, GuardMode mode) {
        return new GuardSettings(
                mode,
                s.queued(),
                s.sustained(),
                s.budget(),
                s.holders(),
                s.action(),
                s.terminateAfter(),
                s.cooldown(),
                s.maxActions(),
                s.per(),
                s.protect(),
                s.only(),
                s.killSwitch());
    }

    private static GuardSettings with(GuardSettings s, Duration sustained) {
        return new GuardSettings(
                s.mode(),
                s.queued(),
                sustained,
                s.budget(),
                s.holders(),
                s.action(),
                s.terminateAfter(),
                s.cooldown(),
                s.maxActions(),
                s.per(),
                s.protect(),
                s.only(),
                s.killSwitch());
    }

    private final class Control implements BackendControl {
        @Override
        public SignalResult signal(Action action, PinnedBackend backend) {
            signals.add(action + " " + backend.id().pid());
            assertThat(backend.id()).isEqualTo(backend(backend.id().pid()));
            return answer;
        }

        @Override
        public SignalResult signal(Action action, BackendId session) {
            throw new AssertionError("the guard always pins what it signals");
        }
    }

    private final class Told implements Witness {
        @Override
        public String incidentOf(String target, PileUp pileUp) {
            return pileUp.target().toString();
        }

        @Override
        public void entry(JournalEntry entry) {
            entries.add(entry);
        }

        @Override
        public void trouble(String target, String key, String sentence, boolean over) {}
    }
}
