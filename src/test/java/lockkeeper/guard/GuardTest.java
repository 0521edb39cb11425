package lockkeeper.guard;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.EXCLUSIVE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

class GuardTest {
    private static final int REPORT = 10;
    private static final int MIGRATION = 20;
    private static final int SECOND = 21;
    private static final int READER = 100;

    private final GuardStage stage = new GuardStage();

    private static Scene pileUp() {
        return new Scene()
                .held(REPORT, ACCESS_SHARE, USERS)
                .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                .query(MIGRATION, "ALTER TABLE users ADD COLUMN nickname text")
                .crowd(READER, 6, ACCESS_SHARE, USERS);
    }

    @Test
    void aMigrationIsCancelledOnceThePileUpHasLasted() {
        stage.see(1000, pileUp());
        stage.see(2999, pileUp());
        assertThat(stage.signals()).isEmpty();
        stage.see(3000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void thePileUpMustLastWithoutABreak() {
        stage.see(1000, pileUp());
        stage.see(2000, pileUp());
        stage.see(2100, new Scene());
        stage.see(2200, pileUp());
        stage.see(3100, pileUp());
        assertThat(stage.signals()).isEmpty();
        stage.see(4200, pileUp());
        assertThat(stage.signals()).hasSize(1);
    }

    @Test
    void aSettingThatChangesInAPileUpHoldsFromTheNextSampleAndNobodyIsSignalledTwice() {
        stage.rules(new Rules().sustained(Duration.ofSeconds(30)));
        stage.last(4000, pileUp());
        assertThat(stage.signals()).isEmpty();
        stage.rules(new Rules().sustained(Duration.ofSeconds(2)));
        stage.see(4100, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        stage.rules(new Rules().sustained(Duration.ofSeconds(1)));
        stage.last(5000, pileUp());
        assertThat(stage.signals()).hasSize(1);
    }

    @Test
    void aGapInSamplingStartsTheCountAnew() {
        stage.see(1000, pileUp());
        stage.see(3001, pileUp());
        stage.see(3101, pileUp());
        assertThat(stage.signals()).isEmpty();
    }

    @Test
    void aNewTransactionOfTheSameSessionStartsTheCountAnew() {
        stage.see(1000, pileUp());
        stage.see(2500, pileUp());
        var retried =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(SECOND, ACCESS_EXCLUSIVE, USERS)
                        .query(SECOND, "ALTER TABLE users ADD COLUMN nickname text")
                        .crowd(READER, 6, ACCESS_SHARE, USERS);
        stage.see(3100, retried);
        assertThat(stage.signals()).isEmpty();
    }

    @Test
    void tooFewStayUntouchedAndItIsSaidOnce() {
        var few =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .query(MIGRATION, "ALTER TABLE users ADD COLUMN nickname text")
                        .crowd(READER, 4, ACCESS_SHARE, USERS);
        for (var at = 1000; at < 9000; at += 500) stage.see(at, few);
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.declined()).containsExactly(Reason.TOO_FEW);
    }

    @Test
    void aBetterDetailOfTheSameReasonIsSaidButOtherNumbersAreNot() {
        stage.rules(new Rules().queued(10));
        stage.see(1000, pileUp());
        stage.see(1500, pileUp().crowd(700, 2, ACCESS_SHARE, USERS));
        assertThat(stage.declined()).containsExactly(Reason.TOO_FEW);

        stage.rules(new Rules());
        stage.see(2000, pileUp().type(MIGRATION, "walsender"));
        stage.see(2500, pileUp().type(MIGRATION, "startup"));
        stage.see(3000, pileUp().type(MIGRATION, "walsender"));
        assertThat(stage.declined())
                .containsExactly(Reason.TOO_FEW, Reason.NEVER_ENDED, Reason.NEVER_ENDED);
        assertThat(stage.entries())
                .extracting(entry -> ((JournalEntry.Declined) entry).detail())
                .anyMatch(detail -> detail.contains("startup"));
    }

    @Test
    void reasonsThatTakeTurnsAreEachSaidOnce() {
        var scene = pileUp().edit(MIGRATION, s -> s.superuser(true));
        for (var at = 1000; at < 9000; at += 500) {
            stage.rules(new Rules().queued(at % 1000 == 0 ? 6 : 7));
            stage.see(at, scene);
        }
        assertThat(stage.declined()).containsExactly(Reason.SUPERUSER, Reason.TOO_FEW);
    }

    @Test
    void aSustainedOfZeroActsOnTheNextSample() {
        stage.rules(new Rules().sustained(Duration.ZERO));
        stage.see(1000, pileUp());
        assertThat(stage.signals()).isEmpty();
        stage.see(1020, pileUp());
        assertThat(stage.signals()).hasSize(1);
    }

    @Test
    void observeOnlySaysWhatItWouldDo() {
        stage.rules(new Rules().mode(GuardMode.OBSERVE));
        stage.last(5000, pileUp());
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.declined()).containsExactly(Reason.OBSERVING);
    }

    @Test
    void aClockThatIsSetBackProlongsNoCooldown() {
        stage.rules(new Rules().cooldown(Duration.ofSeconds(10)));
        stage.last(3000, pileUp()).see(3100, new Scene());
        var next =
                new Scene()
                        .held(SECOND, ACCESS_EXCLUSIVE, ORDERS)
                        .crowd(200, 8, ROW_EXCLUSIVE, ORDERS);
        for (var passed = 100; passed < 10_100; passed += 100)
            stage.show(passed - 60_000, passed + 3100, next);
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        stage.show(10_100 - 60_000, 10_100 + 3100, next);
        assertThat(stage.signals()).containsExactly("CANCEL 20", "CANCEL 21");
    }

    @Test
    void whatGoesOnWhenTheModeBecomesOffHasNotPassed() {
        stage.last(2000, pileUp());
        stage.rules(new Rules().mode(GuardMode.OFF)).last(3000, pileUp()).see(3100, new Scene());
        assertThat(stage.entries()).isEmpty();
    }

    @Test
    void inModeOffASignalIsFollowedToItsEnd() {
        stage.last(3000, pileUp()).rules(new Rules().mode(GuardMode.OFF)).last(9000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.entries())
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        JournalEntry.Done.class,
                        done -> {
                            assertThat(done.outcome()).isEqualTo(Outcome.INEFFECTIVE);
                            assertThat(done.detail()).contains("still blocks");
                        });
    }

    @Test
    void whatPassesBesideAnotherIsSaidAtOnce() {
        stage.rules(new Rules().sustained(Duration.ofMinutes(1)));
        stage.last(2000, two()).see(2100, pileUp());
        assertThat(stage.entries())
                .singleElement()
                .isInstanceOfSatisfying(
                        JournalEntry.Declined.class,
                        declined -> {
                            assertThat(declined.reason()).isEqualTo(Reason.NOT_SUSTAINED);
                            assertThat(declined.incident()).isEqualTo(ORDERS.toString());
                        });
    }

    @Test
    void offDoesNothingAtAll() {
        stage.rules(new Rules().mode(GuardMode.OFF));
        stage.last(5000, pileUp());
        assertThat(stage.entries()).isEmpty();
    }

    @Test
    void whoIdlesInItsTransactionIsTerminatedAtOnce() {
        var idle =
                new Scene()
                        .held(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .state(MIGRATION, "idle in transaction")
                        .crowd(READER, 6, ACCESS_SHARE, USERS);
        stage.last(3000, idle);
        assertThat(stage.signals()).containsExactly("TERMINATE 20");
    }

    @Test
    void aCancelThatDoesNotHelpIsFollowedByATerminate() {
        stage.last(3000, pileUp());
        stage.last(5900, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        stage.see(6000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20", "TERMINATE 20");
        stage.last(20_000, pileUp());
        assertThat(stage.signals()).hasSize(2);
        assertThat(stage.outcomes()).containsExactly(Outcome.INEFFECTIVE, Outcome.INEFFECTIVE);
        assertThat(stage.declined()).contains(Reason.ALREADY_TRIED);
    }

    @Test
    void itIsReleasedWhenTheQueueHasDrained() {
        stage.last(3000, pileUp());
        stage.see(3100, new Scene());
        assertThat(stage.outcomes()).containsExactly(Outcome.RELEASED);
        assertThat(stage.entries())
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
        stage.last(3000, stacked);
        assertThat(stage.signals()).containsExactly("CANCEL 21");
        var rest =
                new Scene()
                        .held(REPORT, ACCESS_SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .query(MIGRATION, "ALTER TABLE users ADD COLUMN a text")
                        .crowd(READER, 6, ACCESS_SHARE, USERS);
        stage.see(3100, rest);
        assertThat(stage.signals()).containsExactly("CANCEL 21", "CANCEL 20");
        stage.see(3200, new Scene());
        assertThat(stage.outcomes()).containsOnly(Outcome.RELEASED);
    }

    @Test
    void whoLastsIsEndedThoughOthersBesideItComeAndGo() {
        for (var at = 1000; at <= 5900; at += 100) stage.see(at, retried(30 + at / 500));
        assertThat(stage.signals()).isEmpty();
        stage.see(6000, retried(45));
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    /// A migration that hangs in its transaction, and one of the short-lived that wait for it.
    private static Scene retried(int shortLived) {
        return new Scene()
                .held(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                .awaited(shortLived, ACCESS_EXCLUSIVE, USERS)
                .query(MIGRATION, "ALTER TABLE users ADD COLUMN a text")
                .query(shortLived, "ALTER TABLE users ADD COLUMN b text")
                .crowd(READER, 6, ACCESS_SHARE, USERS);
    }

    @Test
    void aSetThatHasLastedGoesFirst() {
        for (var at = 1000; at <= 3900; at += 100) stage.see(at, retried(30 + at / 500));
        for (var at = 4000; at <= 5900; at += 100) stage.see(at, retried(41));
        assertThat(stage.signals()).isEmpty();
        stage.see(6000, retried(41));
        assertThat(stage.signals()).containsExactly("CANCEL 41");
    }

    @Test
    void nobodyIsEndedWhereNotAllWhoWouldHaveToBeMayBe() {
        stage.rules(new Rules().maxActions(1)).last(9000, retried(SECOND));
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.declined()).containsExactly(Reason.WOULD_NOT_HELP);
        stage.rules(new Rules().maxActions(2)).see(9100, retried(SECOND));
        assertThat(stage.signals()).containsExactly("CANCEL 21");
    }

    @Test
    void ofVeryManyItIsSaidThatOneAloneWouldNotHelp() {
        var many = new Scene().held(REPORT, ACCESS_SHARE, USERS);
        for (var pid = 21; pid < 72; pid++)
            many.awaited(pid, ACCESS_EXCLUSIVE, USERS)
                    .query(pid, "ALTER TABLE users ADD COLUMN b text");
        stage.see(1000, many.crowd(200, 6, ACCESS_SHARE, USERS));
        assertThat(stage.entries())
                .extracting(entry -> ((JournalEntry.Declined) entry).detail())
                .containsExactly(
                        "51 DDL sessions are in the way, and the end of one alone would not help");
    }

    @Test
    void twoPileUpsAreEndedOneAfterTheOther() {
        stage.last(3000, two());
        assertThat(stage.signals()).containsExactly("CANCEL 21");
        stage.see(3100, pileUp());
        stage.see(3900, pileUp());
        assertThat(stage.signals()).hasSize(1);
        stage.see(4000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 21", "CANCEL 20");
    }

    @Test
    void ofAParallelBuildTheLeaderIsSignalledByWhatItHoldsItself() {
        var build =
                new Scene()
                        .held(SECOND, SHARE, USERS)
                        .worker(SECOND, MIGRATION)
                        .held(MIGRATION, SHARE, USERS)
                        .query(MIGRATION, "CREATE INDEX ON users (nickname)")
                        .crowd(READER, 6, ROW_EXCLUSIVE, USERS);
        stage.last(3000, build);
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void lockTableIsProtectedByDefault() {
        stage.last(9000, pileUp().query(MIGRATION, "LOCK TABLE users"));
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.declined()).containsExactly(Reason.PROTECTED);
    }

    @Test
    void aWorkerASuperuserAndAnUnknownSessionAreNeverEnded() {
        stage.last(9000, pileUp().type(MIGRATION, "autovacuum worker"));
        stage.last(19_000, pileUp().type(MIGRATION, "walsender"));
        stage.last(29_000, pileUp().edit(MIGRATION, s -> s.superuser(true)));
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.declined()).contains(Reason.NEVER_ENDED, Reason.SUPERUSER);
    }

    @Test
    void whatWeCannotBeSureOfIsLeftAlone() {
        stage.last(9000, pileUp().hidden());
        stage.last(19_000, pileUp().inRecovery());
        var unexplained = pileUp().awaited(300, ACCESS_SHARE, USERS);
        stage.last(29_000, unexplained.unknown(MIGRATION));
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.declined()).contains(Reason.CANNOT_SEE, Reason.STANDBY);
    }

    @Test
    void withoutAJournalThereIsNoSignal() {
        stage.journalWorks(false);
        stage.last(9000, pileUp());
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.declined()).containsExactly(Reason.JOURNAL_FAILS);
        assertThat(stage.sentences()).singleElement().asString().endsWith("not act: disk full");
        assertThat(stage.isAbleToLead()).as("another may be").isFalse();
        stage.journalWorks(true);
        stage.last(12_000, pileUp());
        assertThat(stage.isAbleToLead()).isTrue();
        assertThat(stage.signals()).hasSize(1);
        assertThat(stage.sentences()).last().isEqualTo("The journal can be written again.");
    }

    @Test
    void aJournalThatFailsIsToldOfBeforeItIsNeededAndItsEndAtOnce() {
        stage.journalWorks(false);
        stage.last(1500, new Scene());
        assertThat(stage.sentences()).singleElement().asString().endsWith("not act: disk full");
        stage.journalWorks(true);
        stage.last(2000, new Scene());
        assertThat(stage.sentences()).hasSize(2).last().asString().contains("again");
    }

    @Test
    void whoOnlyObservesNeedsNoJournalAndStillTellsOfTheEndOfWhatItHasTold() {
        stage.journalWorks(false);
        for (var mode : List.of(GuardMode.OBSERVE, GuardMode.OFF)) {
            stage.rules(new Rules().mode(mode)).see(1000, new Scene());
            assertThat(stage.sentences()).isEmpty();
        }
        stage.rules(new Rules()).see(1100, new Scene());
        stage.rules(new Rules().mode(GuardMode.OBSERVE)).see(1200, new Scene());
        assertThat(stage.sentences()).hasSize(1);
        stage.journalWorks(true).see(1300, new Scene());
        assertThat(stage.sentences()).last().isEqualTo("The journal can be written again.");
    }

    @Test
    void whoIsNotTheLeaderOnlyWatches() {
        stage.leads(false);
        stage.last(9000, pileUp());
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.declined()).containsExactly(Reason.NOT_LEADER);
    }

    @Test
    void afterTooManyActionsTheCircuitOpens() {
        stage.answers(new SignalResult.AlreadyGone());
        for (var at = 1000; at < 60_000; at += 500) stage.see(at, pileUp());
        assertThat(stage.signals()).hasSize(6);
        assertThat(stage.declined()).contains(Reason.CIRCUIT_OPEN);
        assertThat(stage.sentences()).singleElement().asString().contains("guard.max_actions");
        stage.guard().closeCircuit();
        stage.last(64_000, pileUp());
        assertThat(stage.signals()).hasSizeGreaterThan(6);
        assertThat(stage.sentences()).element(1).asString().contains("it may act");
    }

    @Test
    void aRefusedSignalIsNotTriedAgain() {
        stage.answers(new SignalResult.Refused("must be a superuser"));
        stage.last(20_000, pileUp());
        assertThat(stage.signals()).hasSize(1);
        assertThat(stage.outcomes()).containsExactly(Outcome.DENIED);
    }

    @Test
    void withoutAConnectionItTriesAgainAndDoesNotCountIt() {
        stage.answers(new SignalResult.Unreachable("reset"));
        stage.last(15_000, pileUp());
        assertThat(stage.signals()).hasSizeGreaterThan(6);
        stage.answers(new SignalResult.Sent());
        stage.last(16_500, pileUp());
        stage.see(16_600, new Scene());
        assertThat(stage.outcomes()).last().isEqualTo(Outcome.RELEASED);
    }

    @Test
    void aBudgetThatIsUsedUpShortensTheWait() {
        stage.rules(new Rules().sustained(Duration.ofMinutes(1)).budget(Duration.ofSeconds(12)));
        stage.last(2900, pileUp());
        assertThat(stage.signals()).isEmpty();
        stage.see(3000, pileUp());
        assertThat(stage.signals()).hasSize(1);
    }

    @Test
    void itSaysWhyAndWhatItExpects() {
        stage.last(3000, pileUp());
        assertThat(stage.entries())
                .first()
                .isInstanceOfSatisfying(
                        JournalEntry.Intent.class,
                        intent -> {
                            assertThat(intent.reason()).isEqualTo("6 sessions held up for 2.0 s");
                            assertThat(intent.predicted()).isEqualTo(6);
                        });
    }

    @Test
    void whatPassesByItselfIsSaidToo() {
        stage.last(2000, pileUp()).see(2100, new Scene());
        assertThat(stage.declined()).containsExactly(Reason.NOT_SUSTAINED);
    }

    @Test
    void whoIsInTheWayOfTooFewIsNamedEachTime() {
        var few =
                new Scene()
                        .held(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .crowd(READER, 2, ACCESS_SHARE, USERS);
        stage.last(1500, few).see(1600, new Scene()).last(2000, few);
        assertThat(stage.entries())
                .hasSize(2)
                .allSatisfy(
                        entry ->
                                assertThat(((JournalEntry.Declined) entry).backend())
                                        .isEqualTo(Scene.backend(MIGRATION)));
    }

    @Test
    void ofSeveralTheOneWhoseEndWouldHelpIsNamed() {
        var few =
                new Scene()
                        .held(REPORT, ROW_EXCLUSIVE, USERS)
                        .awaited(SECOND, SHARE, USERS)
                        .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .crowd(READER, 4, ACCESS_SHARE, USERS);
        stage.last(3000, few);
        assertThat(stage.entries())
                .singleElement()
                .isInstanceOfSatisfying(
                        JournalEntry.Declined.class,
                        declined -> {
                            assertThat(declined.reason()).isEqualTo(Reason.TOO_FEW);
                            assertThat(declined.backend()).isEqualTo(Scene.backend(MIGRATION));
                            assertThat(declined.predicted()).isEqualTo(4);
                        });
    }

    @Test
    void justEnoughAreNotTooFew() {
        var enough =
                new Scene()
                        .held(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                        .type(MIGRATION, "walsender")
                        .crowd(READER, 5, ACCESS_SHARE, USERS);
        stage.last(3000, enough);
        assertThat(stage.declined()).containsExactly(Reason.NEVER_ENDED);
    }

    @Test
    void allThatIsToldIsWrittenDown() {
        stage.last(3000, pileUp()).see(3100, new Scene()).last(4000, pileUp());
        stage.see(4100, new Scene());
        assertThat(stage.journal()).hasSize(3).isEqualTo(stage.entries());
    }

    @Test
    void whoLosesTheLeadAtTheLastMomentDoesNotSignal() {
        stage.holdsBack(true).last(3000, pileUp()).leads(false).holdsBack(false);
        stage.see(3100, pileUp());
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.journal()).isEmpty();
        assertThat(stage.declined()).containsExactly(Reason.NOT_LEADER);
    }

    @Test
    void whoComesToLeadCountsFromThere() {
        stage.leads(false).last(4000, pileUp());
        stage.leads(true).last(6000, pileUp());
        assertThat(stage.signals()).isEmpty();
        stage.see(6100, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void aLeadThatComesInTheMiddleOfASampleCountsFromTheNext() {
        var asked = new int[1];
        stage.leads(false).last(4000, pileUp());
        stage.leads(() -> asked[0]++ > 0).last(6100, pileUp());
        assertThat(stage.signals()).isEmpty();
        stage.see(6200, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void samplesThatAlwaysComeTooLateAreComplainedOf() {
        stage.see(1000, pileUp()).see(3100, pileUp());
        assertThat(stage.sentences()).isEmpty();
        stage.see(5200, pileUp()).see(7300, pileUp());
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.sentences())
                .singleElement()
                .asString()
                .contains("more than 2 s apart", "sampling.contended_interval");
        stage.last(9400, pileUp());
        assertThat(stage.sentences()).hasSize(2).last().asString().contains("often enough");
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void pileUpsThatComeSeldomAreNoReasonToComplain() {
        for (var at = 1000; at < 30_000; at += 3000)
            stage.see(at, pileUp()).see(at + 100, pileUp());
        for (var at = 31_000; at < 60_000; at += 3000) stage.see(at, new Scene());
        assertThat(stage.sentences()).isEmpty();
    }

    @Test
    void theStatementIsPinnedUnlessItIdlesBetweenTwo() {
        stage.last(3000, pileUp());
        var idle =
                new Scene()
                        .held(SECOND, ACCESS_EXCLUSIVE, ORDERS)
                        .state(SECOND, "idle in transaction")
                        .crowd(READER, 6, ACCESS_SHARE, ORDERS);
        stage.see(3100, new Scene()).last(6000, idle);
        assertThat(stage.forAnyStatement()).containsExactly(false, true);
    }

    @Test
    void onlyOneThatEnforcesWantsTheLead() {
        assertThat(stage.see(1000, pileUp()).wantsLead()).isTrue();
        stage.rules(new Rules().mode(GuardMode.OBSERVE)).see(1100, pileUp());
        assertThat(stage.wantsLead()).isFalse();
    }

    @Test
    void itSaysHowItStands() {
        assertThat(stage.guard().status()).isNull();
        stage.rules(new Rules().killSwitch(Path.of("stop"))).killed(true).see(1000, pileUp());
        var status = Objects.requireNonNull(stage.guard().status());
        assertThat(status.mode()).isEqualTo(GuardMode.OBSERVE);
        assertThat(status.killSwitch()).isTrue();
        assertThat(status.leader()).isTrue();
        assertThat(status.standsDown()).isEqualTo(Reason.KILL_SWITCH);
    }

    @Test
    void itStandsDownBeforeAPileUpIfItCouldNotActOnOne() {
        assertThat(standsDown(new Scene())).isNull();
        assertThat(standsDown(new Scene().hidden())).isEqualTo(Reason.CANNOT_SEE);
        assertThat(standsDown(new Scene().inRecovery())).isEqualTo(Reason.STANDBY);
        stage.maySignal(false);
        assertThat(standsDown(new Scene())).isEqualTo(Reason.NOT_ALLOWED);
        stage.maySignal(true).journalWorks(false);
        assertThat(standsDown(new Scene())).isEqualTo(Reason.JOURNAL_FAILS);
        stage.leads(false);
        assertThat(standsDown(new Scene())).isEqualTo(Reason.NOT_LEADER);
        stage.rules(new Rules().mode(GuardMode.OBSERVE));
        assertThat(standsDown(new Scene())).isNull();
    }

    private @Nullable Reason standsDown(Scene scene) {
        stage.see(1000, scene);
        return Objects.requireNonNull(stage.guard().status()).standsDown();
    }

    @Test
    void aSignalThatTakesItsTimeKeepsAllOthersAway() {
        stage.rules(new Rules().cooldown(Duration.ZERO)).holdsBack(true);
        stage.last(3000, two()).holdsBack(false);
        assertThat(stage.signals()).hasSize(1);
        stage.holdsBack(true).last(4000, two()).holdsBack(false);
        assertThat(stage.signals()).hasSize(1);
        stage.see(4100, pileUp()).last(4300, pileUp());
        assertThat(stage.outcomes()).contains(Outcome.RELEASED);
        assertThat(stage.signals()).hasSize(2);
    }

    /// One of those behind the migration has changed a hot row, and who comes to that row in the
    /// same moment stands in line in an order that nobody knows.
    @Test
    void anUnknownOrderInLineForARowIsNoDoubt() {
        var row = LockTarget.tuple(5, 1002, 1, 1);
        var transaction = LockTarget.transaction("771");
        var scene =
                pileUp().held(READER, EXCLUSIVE, transaction)
                        .held(300, EXCLUSIVE, row)
                        .awaited(300, SHARE, transaction)
                        .awaitedSince(START.plusMillis(200), 301, EXCLUSIVE, row)
                        .awaitedSince(START.plusMillis(200), 302, EXCLUSIVE, row);
        assertThat(scene.graph().unsettled()).isNotEmpty();
        stage.last(3000, scene);
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void aStatementThatIsNotKnownMayBeOneThatIsNeverEnded() {
        stage.rules(new Rules().protect(Filter.NONE)).last(3000, pileUp().query(MIGRATION, null));
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.declined()).containsExactly(Reason.UNCERTAIN);
        stage.see(3100, pileUp()).last(5200, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void whoeverStopsTheGuardStopsASignalThatIsUnderWayToo() {
        var rules = new Rules().killSwitch(Path.of("stop"));
        stage.rules(rules).holdsBack(true).last(3000, pileUp());
        stage.killed(true).holdsBack(false);
        assertThat(stage.signals()).isEmpty();
        stage.killed(false).holdsBack(true).last(3200, pileUp());
        stage.rules(new Rules().mode(GuardMode.OBSERVE)).holdsBack(false).see(3300, pileUp());
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.outcomes()).containsExactly(Outcome.GONE, Outcome.GONE);
        stage.rules(new Rules()).see(3400, pileUp());
        assertThat(stage.signals()).as("that was no action").containsExactly("CANCEL 20");
    }

    @Test
    void whatWasDecidedUnderOtherRulesIsDecidedAnew() {
        stage.holdsBack(true).last(3000, pileUp());
        stage.rules(new Rules().queued(7)).holdsBack(false).see(3100, pileUp());
        assertThat(stage.signals()).isEmpty();
        assertThat(stage.outcomes()).containsExactly(Outcome.GONE);
        stage.rules(new Rules().queued(6)).last(5200, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void whoDoesNotReactForLongKeepsOnlyItsOwnPileUpWaiting() {
        var patient = new Rules().terminateAfter(Duration.ofMinutes(5));
        stage.rules(patient).last(7900, two());
        assertThat(stage.signals()).containsExactly("CANCEL 21");
        stage.last(60_000, two());
        assertThat(stage.signals()).containsExactly("CANCEL 21", "CANCEL 20");
    }

    @Test
    void whoIsStillToReactIsWaitedForInItsOwnPileUp() {
        stage.rules(new Rules().terminateAfter(Duration.ofMinutes(5)));
        stage.last(60_000, oneReportTwoMigrations(6, 5));
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void aPileUpThatMustWaitDoesNotKeepTheNextFromBeingEnded() {
        var early =
                two().held(30, ACCESS_SHARE, ORDERS)
                        .awaited(31, ACCESS_EXCLUSIVE, ORDERS)
                        .query(31, "ALTER TABLE orders ADD COLUMN c text");
        stage.last(2500, pileUp()).last(3000, early);
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void aPileUpThatIgnoresACancelDoesNotKeepTheNextFromBeingEnded() {
        var idle =
                pileUp().held(30, ACCESS_EXCLUSIVE, ORDERS)
                        .state(30, "idle in transaction")
                        .crowd(200, 8, ROW_EXCLUSIVE, ORDERS);
        stage.rules(new Rules().terminateAfter(Duration.ZERO)).last(3000, idle);
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.declined()).containsExactly(Reason.IGNORES_CANCEL);
    }

    @Test
    void whoIgnoresACancelDoesNotHideOneInTheSamePileUpWhoDoesNot() {
        var idle =
                pileUp().held(30, ACCESS_EXCLUSIVE, ORDERS)
                        .held(30, ACCESS_SHARE, USERS)
                        .state(30, "idle in transaction")
                        .crowd(200, 8, ROW_EXCLUSIVE, ORDERS);
        stage.rules(new Rules().terminateAfter(Duration.ZERO)).last(3000, idle);
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    /// A report reads two tables, and each has its migration: one part of the graph.
    private static Scene oneReportTwoMigrations(int behindTheFirst, int behindTheSecond) {
        return new Scene()
                .held(REPORT, ACCESS_SHARE, USERS)
                .held(REPORT, ACCESS_SHARE, ORDERS)
                .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                .awaited(SECOND, ACCESS_EXCLUSIVE, ORDERS)
                .query(MIGRATION, "ALTER TABLE users ADD COLUMN a text")
                .query(SECOND, "ALTER TABLE orders ADD COLUMN b text")
                .crowd(READER, behindTheFirst, ACCESS_SHARE, USERS)
                .crowd(200, behindTheSecond, ACCESS_SHARE, ORDERS);
    }

    @Test
    void whichOfTwoReleasesMoreMayChangeWithEverySample() {
        for (var at = 1000; at < 3000; at += 100)
            stage.see(at, oneReportTwoMigrations(5 + at / 100 % 2, 6 - at / 100 % 2));
        assertThat(stage.signals()).isEmpty();
        stage.see(3000, oneReportTwoMigrations(5, 6));
        assertThat(stage.signals()).containsExactly("CANCEL 21");
        for (var at = 3100; at <= 6000; at += 100) stage.see(at, oneReportTwoMigrations(6, 5));
        assertThat(stage.signals()).containsExactly("CANCEL 21", "TERMINATE 21");
    }

    @Test
    void oneThatReleasesMoreAndCameLaterDelaysNothing() {
        stage.last(2500, oneReportTwoMigrations(5, 1)).last(2900, oneReportTwoMigrations(5, 8));
        assertThat(stage.signals()).isEmpty();
        stage.see(3000, oneReportTwoMigrations(5, 8));
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    private static Scene two() {
        return pileUp().held(11, ACCESS_SHARE, ORDERS)
                .awaited(SECOND, ACCESS_EXCLUSIVE, ORDERS)
                .query(SECOND, "ALTER TABLE orders ADD COLUMN b text")
                .crowd(200, 8, ROW_EXCLUSIVE, ORDERS);
    }
}
