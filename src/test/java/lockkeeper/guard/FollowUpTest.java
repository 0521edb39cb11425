package lockkeeper.guard;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What follows a cancel that does not do what it should: a terminate only if it is still called
/// for, and no second try.
class FollowUpTest {
    private static final int REPORT = 10;
    private static final int MIGRATION = 20;
    private static final int READER = 100;

    private final GuardStage stage = new GuardStage();

    private static Scene pileUp() {
        return behind(6);
    }

    private static Scene behind(int readers) {
        return new Scene()
                .held(REPORT, ACCESS_SHARE, USERS)
                .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                .query(MIGRATION, "ALTER TABLE users ADD COLUMN nickname text")
                .crowd(READER, readers, ACCESS_SHARE, USERS);
    }

    /// A savepoint has kept what the migration had locked before it waited.
    private static Scene stillHolding(int readers) {
        return new Scene()
                .held(MIGRATION, ACCESS_EXCLUSIVE, ORDERS)
                .query(MIGRATION, "ALTER TABLE orders ADD COLUMN note text")
                .crowd(READER, readers, ACCESS_SHARE, ORDERS);
    }

    private static Scene waitingAndHolding() {
        return pileUp().held(MIGRATION, ACCESS_EXCLUSIVE, ORDERS)
                .crowd(200, 6, ACCESS_SHARE, ORDERS);
    }

    @Test
    void whoStillHoldsAfterItsWaitWasCancelledIsTerminated() {
        stage.last(3000, waitingAndHolding()).last(6000, stillHolding(6));
        assertThat(stage.signals()).containsExactly("CANCEL 20", "TERMINATE 20");
    }

    @Test
    void whoHoldsByThenIsLeftWhereHoldersIsFalse() {
        stage.rules(new Rules().holders(false))
                .last(3000, pileUp())
                .last(9000, stillHolding(6).held(MIGRATION, ACCESS_SHARE, USERS));
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.declined()).contains(Reason.HOLDS_ITS_LOCK);
        assertThat(stage.outcomes()).containsExactly(Outcome.INEFFECTIVE);
    }

    @Test
    void whoIsProtectedByThenIsLeft() {
        stage.last(3000, pileUp()).rules(new Rules().protect(Rules.users("app")));
        stage.last(9000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.declined()).contains(Reason.PROTECTED);
    }

    @Test
    void whenTooFewAreLeftBehindItTheCancelWasEnough() {
        stage.last(3000, waitingAndHolding()).last(9000, stillHolding(2));
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.outcomes()).containsExactly(Outcome.RELEASED);
        stage.last(12_000, stillHolding(6));
        assertThat(stage.signals()).as("a new pile-up").containsExactly("CANCEL 20", "CANCEL 20");
    }

    @Test
    void aDoubtfulSampleIsWaitedOut() {
        stage.last(3000, pileUp()).last(7000, pileUp().hidden());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.outcomes()).isEmpty();
        stage.last(7100, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20", "TERMINATE 20");
    }

    @Test
    void whatForbidsAnActionForbidsTheSecondOneToo() {
        var rules = new Rules().killSwitch(Path.of("stop"));
        stage.rules(rules).last(3000, pileUp()).killed(true).last(9000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.declined()).contains(Reason.KILL_SWITCH);
    }

    /// A terminate that is due, but not allowed then.
    static Stream<Arguments> whatForbidsIt() {
        var switchable = new Rules().killSwitch(Path.of("stop"));
        return Stream.of(
                forbidden(s -> s.rules(new Rules().mode(GuardMode.OBSERVE))),
                forbidden(s -> s.rules(new Rules().mode(GuardMode.OFF))),
                forbidden(s -> s.rules(new Rules().protect(Rules.users("app")))),
                forbidden(s -> s.rules(new Rules().queued(7))),
                forbidden(s -> s.rules(switchable).killed(true)),
                forbidden(s -> s.leads(false)));
    }

    private static Arguments forbidden(UnaryOperator<GuardStage> how) {
        return Arguments.of(how);
    }

    @ParameterizedTest
    @MethodSource("whatForbidsIt")
    void whoCouldNotBeTerminatedThenIsTerminatedOnceItIsAllowed(UnaryOperator<GuardStage> forbid) {
        stage.last(5900, pileUp());
        forbid.apply(stage).last(7000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.outcomes()).containsExactly(Outcome.INEFFECTIVE);
        stage.rules(new Rules()).killed(false).leads(true).last(20_000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20", "TERMINATE 20");
    }

    @Test
    void anOpenCircuitOnlyDelaysTheTerminate() {
        var rules = new Rules().maxActions(1).per(Duration.ofSeconds(10));
        stage.rules(rules).last(15_000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        stage.last(30_000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20", "TERMINATE 20");
    }

    @Test
    void withoutTerminateAfterACancelIsAll() {
        stage.rules(new Rules().terminateAfter(Duration.ZERO)).last(7900, pileUp());
        assertThat(stage.outcomes()).isEmpty();
        stage.last(20_000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.outcomes()).containsExactly(Outcome.INEFFECTIVE);
    }

    @Test
    void whoWasTriedInVainIsNotTriedAgainAfterAQuietSample() {
        stage.rules(new Rules().terminateAfter(Duration.ZERO)).last(9000, pileUp());
        stage.see(9100, new Scene()).last(20_000, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.declined()).contains(Reason.ALREADY_TRIED);
    }

    @Test
    void itEndedButNobodyGotThrough() {
        var blockedByAnother = // the same readers in the same waits
                new Scene()
                        .held(30, ACCESS_EXCLUSIVE, USERS)
                        .type(30, "walsender")
                        .awaited(MIGRATION, ACCESS_SHARE, ORDERS)
                        .crowd(READER, 6, ACCESS_SHARE, USERS);
        stage.last(3000, pileUp()).last(7900, blockedByAnother);
        assertThat(stage.outcomes()).isEmpty();
        stage.last(8000, blockedByAnother);
        assertThat(stage.outcomes()).containsExactly(Outcome.INEFFECTIVE);
    }

    @Test
    void aGapInSamplingGivesACancelItsTimeAnew() {
        stage.last(3000, pileUp()).see(5500, pileUp()).last(8400, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        stage.last(8500, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20", "TERMINATE 20");
    }

    @Test
    void nothingIsSentOnASampleOlderThanTheLastSignal() {
        stage.rules(new Rules().cooldown(Duration.ZERO)).answers(new SignalResult.AlreadyGone());
        stage.last(3000, pileUp());
        assertThat(stage.signals()).hasSize(1);
        stage.show(3100, 2999, pileUp());
        assertThat(stage.signals()).hasSize(1);
        stage.see(3200, pileUp());
        assertThat(stage.signals()).hasSize(2);
    }

    @Test
    void whatFailsBeforeTheSignalIsNotTakenForASignal() {
        stage.told(false).last(3000, pileUp()).told(true).last(5900, pileUp());
        assertThat(stage.signals()).containsExactly("CANCEL 20");
    }

    @Test
    void thatItWasGoneIsSaidAtOnce() {
        stage.answers(new SignalResult.AlreadyGone()).last(3000, pileUp());
        assertThat(stage.outcomes()).containsExactly(Outcome.GONE);
    }

    @Test
    void aHolderWhoseStatementWasOverIsMetInAnyOfItsTransaction() {
        stage.answers(new SignalResult.AlreadyGone()).last(3000, stillHolding(6));
        assertThat(stage.forAnyStatement()).containsExactly(false);
        stage.answers(new SignalResult.Sent()).last(7000, stillHolding(6));
        assertThat(stage.signals()).containsExactly("CANCEL 20", "CANCEL 20", "TERMINATE 20");
        assertThat(stage.forAnyStatement()).containsExactly(false, true, true);
    }

    @Test
    void soIsOneThatWasQuickerThanTheTerminate() {
        stage.last(5900, stillHolding(6)).answers(new SignalResult.AlreadyGone());
        stage.last(6000, stillHolding(6)).answers(new SignalResult.Sent());
        stage.last(10_000, stillHolding(6));
        assertThat(stage.signals())
                .containsExactly("CANCEL 20", "TERMINATE 20", "CANCEL 20", "TERMINATE 20");
        assertThat(stage.forAnyStatement()).containsExactly(false, false, true, true);
    }

    @Test
    void whoStillWaitsIsAlwaysMetInItsStatement() {
        stage.answers(new SignalResult.AlreadyGone()).last(5000, pileUp());
        assertThat(stage.forAnyStatement()).hasSize(3).doesNotContain(true);
    }

    @Test
    void whoHeldAndWaitsByNowIsMetInItsStatement() {
        stage.answers(new SignalResult.AlreadyGone()).last(3000, stillHolding(6));
        stage.last(4000, waitingAndHolding());
        assertThat(stage.forAnyStatement()).containsExactly(false, false);
    }

    @Test
    void aReasonIsSaidAgainAfterAnAction() {
        stage.last(1500, behind(4)).last(5000, pileUp()).last(5400, behind(4));
        assertThat(stage.signals()).containsExactly("CANCEL 20");
        assertThat(stage.declined()).containsExactly(Reason.TOO_FEW, Reason.TOO_FEW);
    }

    @Test
    void aLargerPileUpDoesNotKeepItFromBeingTerminated() {
        var scene =
                pileUp().held(30, ACCESS_EXCLUSIVE, ORDERS)
                        .type(30, "walsender")
                        .crowd(200, 9, ACCESS_SHARE, ORDERS);
        stage.last(6000, scene);
        assertThat(stage.signals()).containsExactly("CANCEL 20", "TERMINATE 20");
    }

    @Test
    void withNobodyReleasedACancelWasInVain() {
        stage.last(3000, pileUp()).rules(new Rules().queued(7)).last(6000, pileUp());
        assertThat(stage.outcomes()).containsExactly(Outcome.INEFFECTIVE);
    }
}
