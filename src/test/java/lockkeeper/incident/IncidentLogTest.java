package lockkeeper.incident;

import static lockkeeper.incident.Waits.ALTER;
import static lockkeeper.incident.Waits.FIRST;
import static lockkeeper.incident.Waits.HOLDER;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Action;
import lockkeeper.guard.JournalEntry.Declined;
import lockkeeper.guard.JournalEntry.Done;
import lockkeeper.guard.JournalEntry.Intent;
import lockkeeper.guard.JournalEntry.Manual;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.Reason;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The life of an incident, by the server's clock.
class IncidentLogTest {
    private static final Duration SUSTAINED = Duration.ofSeconds(30);

    private final Newsroom room = new Newsroom();

    private static Scene quiet() {
        return new Scene();
    }

    /// It goes to Slack and webhooks, where only masked text may go.
    @Test
    void adviceHasNoLiteralsThoughTextsAreKeptInFull() {
        var alter = "CREATE INDEX late ON users (id) WHERE iban = 'DE89 3704' AND tier > 4711";
        room.sees(Waits.pileUp(6).query(ALTER, alter));
        assertThat(room.only().blockers().getFirst().query()).contains("DE89 3704");
        assertThat(room.only().advice())
                .contains("CREATE INDEX CONCURRENTLY")
                .doesNotContain("DE89", "4711");
    }

    // ---- contention that is not DDL

    @Test
    void contentionIsKeptAndToldOnceItHasLastedAndNotAMomentEarlier() {
        room.sees(() -> Waits.row(10), SUSTAINED.minusMillis(1));
        assertThat(room.incidents()).isEmpty();
        assertThat(room.people).isEmpty();
        assertThat(room.archive).isEmpty();

        room.later(Duration.ofMillis(1)).sees(Waits.row(10));
        assertThat(room.only().kind()).isEqualTo(Kind.HOT_ROW);
        assertThat(room.only().relation()).isEqualTo("public.users");
        assertThat(room.only().database()).isEqualTo("app");
        assertThat(room.only().blockedSessionSeconds()).isEqualTo(300);
        assertThat(Newsroom.inShort(room.people)).containsExactly("Opened");
        assertThat(room.archive).hasSize(1);
    }

    @Test
    void tooFewAreNotKeptHoweverLongTheyWait() {
        room.sees(() -> Waits.row(9), Duration.ofMinutes(5)).sees(Waits.row(10));
        assertThat(room.incidents()).isEmpty();
        assertThat(room.everyone).isEmpty();
    }

    @Test
    void oneIsEnoughWhereItsOwnProgramKeepsItWaitingForEver() {
        room.sees(() -> Waits.build(), SUSTAINED.minusMillis(1));
        assertThat(room.incidents()).isEmpty();

        room.later(Duration.ofMillis(1)).sees(Waits.build());
        assertThat(room.only().kind()).isEqualTo(Kind.IDLE_IN_TRANSACTION);
        assertThat(room.only().sentence())
                .endsWith(
                        "It is of the same program as the CREATE INDEX CONCURRENTLY (pid 200) that"
                                + " waits for it, which may last for ever.");
        assertThat(room.only().advice())
                .contains("flyway.postgresql.transactional.lock=false")
                .endsWith(
                        """
                        SELECT pg_cancel_backend(200);
                        SET lock_timeout = 0; -- a timeout would leave an invalid index
                        DROP INDEX CONCURRENTLY IF EXISTS users_name;\
                        """);
        assertThat(Newsroom.inShort(room.people)).containsExactly("Opened");

        room.sees(quiet());
        assertThat(room.only().isOpen()).isFalse();
    }

    @Test
    void contentionGoesOnWhileHalfAsManyWait() {
        room.sees(() -> Waits.row(10), SUSTAINED).sees(() -> Waits.row(5), SUSTAINED);
        assertThat(room.only().isOpen()).isTrue();
        assertThat(room.only().peakWaiting()).isEqualTo(10);

        room.sees(Waits.row(4));
        assertThat(room.only().isOpen()).isFalse();
        assertThat(room.only().endedBy()).isEqualTo(EndedBy.ITSELF);
        assertThat(room.only().sentence())
                .isEqualTo(
                        "For 60 s up to 10 sessions waited for a row of public.users behind pid 812"
                                + " (test, user app). It passed by itself.");
        assertThat(Newsroom.inShort(room.people)).containsExactly("Opened", "Ended");
    }

    @Test
    void aBreakOrAGapInSamplingStartsTheCountAnew() {
        room.sees(() -> Waits.row(10), SUSTAINED.minusMillis(1)).sees(quiet());
        room.sees(() -> Waits.row(10), SUSTAINED.minusMillis(1));
        room.later(Duration.ofMillis(2001));
        room.sees(() -> Waits.row(10), SUSTAINED.minusMillis(1));
        assertThat(room.incidents()).isEmpty();
    }

    @Test
    void aRowThatPassesFromHandToHandIsOneStory() {
        for (var holder = 1; holder <= 70; holder++) {
            var pid = holder;
            room.sees(
                    () -> Waits.rowOf(new Scene(), Scene.backend(pid), 12), Duration.ofMillis(500));
        }
        assertThat(room.only().blockers()).hasSize(50);
        assertThat(room.only().kind()).isEqualTo(Kind.HOT_ROW);
    }

    @Test
    void whatItIsCalledIsDecidedWhenItIsKept() {
        room.sees(
                () ->
                        Waits.state(
                                Waits.row(10),
                                HOLDER,
                                "idle in transaction",
                                Scene.START.plusSeconds(1)),
                SUSTAINED);
        assertThat(room.only().kind()).isEqualTo(Kind.IDLE_IN_TRANSACTION);
        room.sees(() -> Waits.row(20), SUSTAINED);
        assertThat(room.only().kind()).isEqualTo(Kind.IDLE_IN_TRANSACTION);
        assertThat(room.only().advice()).contains("idle_in_transaction_session_timeout");
    }

    @Test
    void twoRowsOfOneTableAreTwoStoriesAndStayTwo() {
        room.sees(IncidentLogTest::twoRows, SUSTAINED.plusSeconds(5));
        assertThat(room.incidents()).hasSize(2);
    }

    private static Scene twoRows() {
        var row = LockTarget.tuple(5, 1001, 0, 2);
        var transaction = LockTarget.transaction("99");
        return Waits.row(10)
                .held(900, LockMode.EXCLUSIVE, transaction)
                .held(3000, LockMode.ACCESS_EXCLUSIVE, row)
                .awaited(3000, LockMode.SHARE, transaction)
                .crowd(3001, 12, LockMode.ACCESS_EXCLUSIVE, row);
    }

    @Test
    void ddlBesideItIsAStoryOfItsOwn() {
        room.sees(() -> Waits.row(10), SUSTAINED);
        room.later(Duration.ofMillis(500));
        room.sees(
                () ->
                        Waits.row(10)
                                .held(HOLDER, LockMode.ROW_EXCLUSIVE, Scene.USERS)
                                .awaited(ALTER, LockMode.ACCESS_EXCLUSIVE, Scene.USERS)
                                .crowd(5000, 6, LockMode.ACCESS_SHARE, Scene.USERS),
                Duration.ofSeconds(5));
        assertThat(room.incidents())
                .extracting(Incident::kind)
                .containsExactly(Kind.DDL, Kind.HOT_ROW);
        assertThat(room.incidents()).extracting(Incident::waiting).containsExactly(6, 10);
        assertThat(room.log.incidentOf("main", room.pileUp(Waits.pileUp(6)))).isEqualTo("i2");
    }

    @Test
    void noActionIsEverPartOfContentionButWhatSomebodyDidByHand() {
        room.sees(() -> Waits.row(10), SUSTAINED).entry(byHand(HOLDER, Manual.SENT)).sees(quiet());
        assertThat(room.only().endedBy()).isEqualTo(EndedBy.SOMEONE_ELSE);
        assertThat(room.only().actions()).singleElement().matches(Incident.GuardAction::isByHand);
        assertThat(room.only().relief()).isNull();
    }

    // ---- pile-ups behind DDL

    @Test
    void aPileUpIsKeptAtOnceAndToldOnceItHasLasted() {
        room.sees(() -> Waits.pileUp(5), Duration.ofMillis(999));
        assertThat(room.only().kind()).isEqualTo(Kind.DDL);
        assertThat(room.people).isEmpty();
        room.later(Duration.ofMillis(1)).sees(Waits.pileUp(5));
        assertThat(Newsroom.inShort(room.people)).containsExactly("Opened");
        assertThat(room.archive.values()).extracting(Incident::announced).containsExactly(true);
    }

    @Test
    void theSameDdlOnceMoreIsTheSameStory() {
        room.sees(Waits.pileUp(5)).later(Duration.ofSeconds(1)).sees(quiet());
        room.later(Duration.ofSeconds(29)).sees(Waits.pileUp(7));
        assertThat(room.only().isOpen()).isTrue();
        assertThat(room.only().peakWaiting()).isEqualTo(7);
        room.sees(quiet()).later(Duration.ofSeconds(31)).sees(Waits.pileUp(2));
        assertThat(room.incidents()).hasSize(2);
    }

    /// Whoever counts what goes on must hear that it does: so it is with the end, each time.
    @Test
    void whatBeginsOnceMoreIsToldToEveryoneAsABeginning() {
        room.sees(Waits.pileUp(2)).later(Duration.ofMillis(500)).sees(quiet());
        room.later(Duration.ofMillis(500)).sees(Waits.pileUp(2));
        assertThat(Newsroom.inShort(room.everyone)).containsExactly("Opened", "Ended", "Opened");
        assertThat(((News.Opened) told(2)).incident()).matches(Incident::isOpen);
        assertThat(room.archive.get("i1")).matches(Incident::isOpen);
        room.later(Duration.ofMillis(500)).sees(Waits.pileUp(2)).sees(quiet());
        assertThat(Newsroom.inShort(room.everyone))
                .containsExactly("Opened", "Ended", "Opened", "Ended");
        assertThat(room.people).isEmpty();
    }

    @Test
    void theQuietTimeBeforeItBeganOnceMoreIsNotToldAsTimeThatSomebodyWaited() {
        room.sees(() -> Waits.pileUp(5), Duration.ofSeconds(2)).sees(quiet());
        room.later(Duration.ofSeconds(20)).sees(() -> Waits.pileUp(7), Duration.ofSeconds(3));
        room.sees(quiet());
        assertThat(room.only().sentence())
                .startsWith("For 5.0 s within 25 s up to 7 sessions waited for public.users");
    }

    @Test
    void aClockThatIsSetBackMeanwhileMakesNoTimeUp() {
        room.sees(() -> Waits.pileUp(5), Duration.ofSeconds(5)).sees(quiet());
        room.later(Duration.ofSeconds(-2)).sees(() -> Waits.pileUp(7), Duration.ofSeconds(3));
        room.sees(quiet());
        assertThat(room.only().sentence()).startsWith("For 6.0 s up to 7 sessions waited");
    }

    /// Neither of the two lasted.
    @Test
    void theQuietTimeIsNotTakenForTimeThatItLasted() {
        room.sees(Waits.pileUp(5)).later(Duration.ofMillis(300)).sees(quiet());
        room.later(Duration.ofSeconds(20)).sees(() -> Waits.pileUp(5), Duration.ofMillis(900));
        assertThat(Newsroom.inShort(room.people)).isEmpty();
        room.later(Duration.ofMillis(100)).sees(Waits.pileUp(5));
        assertThat(Newsroom.inShort(room.people)).containsExactly("Opened");
    }

    private News told(int number) {
        return room.everyone.stream()
                .filter(news -> !(news instanceof News.Grew))
                .toList()
                .get(number);
    }

    @Test
    void ofContentionPeopleHearOnceThatItBeginsOnceMore() {
        room.sees(() -> Waits.row(10), SUSTAINED).sees(quiet());
        room.later(Duration.ofSeconds(1)).sees(() -> Waits.row(10), Duration.ofSeconds(2));
        for (var news : List.of(room.everyone, room.people))
            assertThat(Newsroom.inShort(news)).containsExactly("Opened", "Ended", "Opened");
    }

    @Test
    void ofManyLargeOnesOnlyAsManyAreKeptAsFitIntoMemory() {
        for (var i = 0; i < 120; i++)
            room.sees(Waits.pileUp(100)).sees(quiet()).later(Duration.ofSeconds(31));
        var kept = room.log.recent(null, 1000);
        assertThat(kept.getFirst().id()).isEqualTo("i120");
        assertThat(kept.stream().mapToInt(incident -> incident.worst().backends().size()).sum())
                .isBetween(9_000, 10_000);
    }

    @Test
    void soItIsWhateverTheClockOfAnotherServerShows() {
        room.sees(Waits.pileUp(5)).later(Duration.ofSeconds(1)).sees(quiet());
        room.sees("other", quiet().sampledAt(room.now.plus(Duration.ofHours(1))));
        room.later(Duration.ofSeconds(1)).sees(Waits.pileUp(7));
        assertThat(room.only().isOpen()).isTrue();
        assertThat(room.only().peakWaiting()).isEqualTo(7);
    }

    // ---- who ended it

    @Test
    void theGuardEndedItAndTheTimeUntilTheQueueHadDrainedIsTold() {
        room.sees(Waits.pileUp(5)).entry(intent("a1")).later(Duration.ofMillis(200)).sees(quiet());
        room.entry(new Done("main", room.now, "a1", Outcome.RELEASED, 5, null));
        assertThat(room.only().endedBy()).isEqualTo(EndedBy.GUARD);
        assertThat(room.only().relief()).isEqualTo(Duration.ofMillis(200));
        assertThat(room.only().sentence())
                .endsWith(
                        "behind ALTER TABLE. The guard ended it; the queue had drained 0.2 s"
                                + " later.");
    }

    @Test
    void aSignalFromBeforeItBeganOnceMoreDidNotEndItThen() {
        room.sees(Waits.pileUp(5)).entry(intent("a1")).entry(byHand(ALTER, Manual.SENT));
        room.later(Duration.ofMillis(200)).sees(quiet());
        room.entry(new Done("main", room.now, "a1", Outcome.RELEASED, 5, null));
        room.later(Duration.ofSeconds(1)).sees(Waits.pileUp(5));
        var restarted = Newsroom.after(room);
        room.later(Duration.ofSeconds(1)).sees(quiet());
        assertThat(room.only().endedBy()).isEqualTo(EndedBy.ITSELF);
        assertThat(room.only().relief()).isNull();
        restarted.sees(quiet());
        assertThat(restarted.only().endedBy()).isEqualTo(EndedBy.UNKNOWN);
    }

    @Test
    void ofManyDecisionsNotToActTheNewestAreKeptAndAllThatWasDone() {
        room.sees(Waits.pileUp(5)).entry(intent("a1")).entry(byHand(ALTER, Manual.SENT));
        for (var number = 1; number <= 150; number++) room.entry(declined("reason " + number));
        room.entry(intent("a2")).entry(declined("the last"));
        var actions = room.only().actions();
        assertThat(actions).hasSize(103);
        assertThat(actions).extracting(Incident.GuardAction::id).doesNotHaveDuplicates();
        assertThat(actions.stream().filter(Incident.GuardAction::enforced)).hasSize(3);
        assertThat(actions)
                .extracting(Incident.GuardAction::detail)
                .contains("reason 52", "reason 150", "the last")
                .doesNotContain("reason 51");
    }

    @Test
    void aSignalThatReachedNobodyEndedNothing() {
        room.sees(Waits.pileUp(5)).entry(intent("a1")).later(Duration.ofMillis(200)).sees(quiet());
        for (var outcome : List.of(Outcome.GONE, Outcome.DENIED, Outcome.INEFFECTIVE)) {
            room.entry(new Done("main", room.now, "a1", outcome, 0, null));
            assertThat(room.only().endedBy()).as("%s", outcome).isEqualTo(EndedBy.ITSELF);
            assertThat(room.only().relief()).isNull();
        }
    }

    @Test
    void somebodyEndedItByHandOnlyIfItsSignalWasSentAndTookEffect() {
        room.sees(Waits.pileUp(5)).entry(byHand(ALTER, "gone")).sees(quiet());
        assertThat(room.only().endedBy()).isEqualTo(EndedBy.ITSELF);

        var late = new Newsroom();
        late.sees(Waits.pileUp(5)).entry(byHand(ALTER, Manual.SENT));
        late.later(Duration.ofMillis(500));
        late.sees(() -> Waits.pileUp(5), Duration.ofSeconds(15)).sees(quiet());
        assertThat(late.only().endedBy()).isEqualTo(EndedBy.ITSELF);

        for (var pid : List.of(ALTER, HOLDER)) {
            var other = new Newsroom();
            other.sees(Waits.pileUp(5)).entry(byHand(pid, Manual.SENT));
            other.later(Duration.ofSeconds(1)).sees(quiet());
            assertThat(other.only().endedBy()).isEqualTo(EndedBy.SOMEONE_ELSE);
        }
    }

    @Test
    void whoIsNotInTheWayDoesNotCount() {
        room.sees(Waits.pileUp(5)).entry(byHand(FIRST + 1, Manual.SENT)).sees(quiet());
        assertThat(room.only().actions()).isEmpty();
        assertThat(room.only().endedBy()).isEqualTo(EndedBy.ITSELF);
    }

    @Test
    void ddlThatLeftWithoutItsLockWasEndedByNobodyKnowsWhom() {
        room.sees(Waits.pileUp(5)).later(Duration.ofMillis(100));
        room.sees(quiet().departed(HOLDER));
        assertThat(room.only().endedBy()).isEqualTo(EndedBy.UNKNOWN);
        assertThat(room.only().sentence())
                .endsWith(
                        "ALTER TABLE left the line without its lock: somebody cancelled it, or a"
                                + " timeout of its own did.");
    }

    @Test
    void ddlWhoseWayBecameFreePassedByItself() {
        room.sees(Waits.pileUp(5)).later(Duration.ofMillis(100));
        room.sees(quiet().departed(ALTER));
        assertThat(room.only().endedBy()).isEqualTo(EndedBy.ITSELF);
    }

    @Test
    void whatEndedWhileNobodyLookedWasEndedByNobodyKnowsWhom() {
        room.sees(Waits.pileUp(5)).later(Duration.ofMillis(2001)).sees(quiet());
        assertThat(room.only().endedBy()).isEqualTo(EndedBy.UNKNOWN);
        assertThat(room.only().sentence()).endsWith("Nobody was looking when it ended.");
    }

    // ---- over a restart

    @Test
    void whatPeopleWereToldOfGoesOnAfterARestartWithoutASecondBeginning() {
        room.sees(() -> Waits.pileUp(5), Duration.ofSeconds(2)).entry(intent("a1"));
        var fresh = Newsroom.after(room);
        fresh.sees(() -> Waits.pileUp(8), Duration.ofSeconds(2));
        assertThat(fresh.only().id()).isEqualTo("i1");
        assertThat(fresh.only().peakWaiting()).isEqualTo(8);
        assertThat(fresh.only().timeline().getFirst()).isEqualTo(room.only().timeline().getFirst());
        assertThat(fresh.only().actions())
                .singleElement()
                .extracting(Incident.GuardAction::outcome)
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(Newsroom.inShort(fresh.everyone)).containsExactly("Opened");
        assertThat(Newsroom.inShort(fresh.people)).isEmpty();

        fresh.later(Duration.ofMillis(100)).sees(quiet());
        assertThat(Newsroom.inShort(fresh.people)).containsExactly("Ended");
    }

    @Test
    void whatEndedMeanwhileIsToldToBeOverToThoseWhoWereToldOfIt() {
        room.sees(() -> Waits.pileUp(5), Duration.ofSeconds(2));
        var fresh = Newsroom.after(room).sees(quiet());
        assertThat(Newsroom.inShort(fresh.people)).containsExactly("Ended");
        assertThat(fresh.only().endedBy()).isEqualTo(EndedBy.UNKNOWN);
        assertThat(Newsroom.after(fresh).sees(quiet()).people).isEmpty();
    }

    @Test
    void whatWentOnAtAServerThatIsNotWatchedAnyMoreIsOver() {
        room.sees(() -> Waits.pileUp(5), Duration.ofSeconds(2));
        var fresh = Newsroom.after(room);
        fresh.log.endUnwatched(Set.of("main", "other"), fresh.now);
        assertThat(fresh.only().isOpen()).isTrue();
        fresh.log.endUnwatched(Set.of("other"), fresh.now);
        assertThat(fresh.only().endedAt()).isEqualTo(fresh.now);
        assertThat(fresh.only().endedBy()).isEqualTo(EndedBy.UNKNOWN);
        assertThat(Newsroom.inShort(fresh.people)).containsExactly("Ended");
        assertThat(fresh.archive.get("i1")).matches(kept -> !kept.isOpen());
    }

    @Test
    void ofWhatPeopleWereNotToldTheyHearNoEnd() {
        room.sees(Waits.pileUp(2));
        var fresh = Newsroom.after(room).sees(quiet());
        assertThat(fresh.people).isEmpty();
        assertThat(fresh.only().isOpen()).isFalse();
    }

    @Test
    void whatWasDoneJustBeforeAnAbruptEndIsTakenFromTheJournal() {
        room.sees(Waits.pileUp(5));
        var fresh = Newsroom.after(room, intent("a1"));
        assertThat(fresh.only().actions())
                .singleElement()
                .extracting(Incident.GuardAction::id, Incident.GuardAction::outcome)
                .containsExactly("a1", null);
        fresh.entry(done("a1", Outcome.UNKNOWN));
        assertThat(fresh.only().actions().getFirst().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(Newsroom.inShort(fresh.people)).containsExactly("Opened", "Acted");
        assertThat(Newsroom.after(fresh).only().actions()).hasSize(1);
    }

    @Test
    void soIsAnOutcomeThatTheIncidentDoesNotKnow() {
        room.sees(Waits.pileUp(5)).entry(intent("a1"));
        var fresh =
                Newsroom.after(
                        room,
                        intent("a1"),
                        done("a1", Outcome.RELEASED),
                        done("other", Outcome.DENIED));
        assertThat(fresh.only().actions())
                .singleElement()
                .extracting(Incident.GuardAction::outcome)
                .isEqualTo(Outcome.RELEASED);
        assertThat(fresh.people).isEmpty();
    }

    @Test
    void anActionOfAnotherIncidentIsNotTaken() {
        room.sees(Waits.pileUp(5)).later(Duration.ofMillis(100)).sees(quiet());
        room.later(Duration.ofMinutes(1)).sees(Waits.pileUp(5));
        var fresh = Newsroom.after(room, intent("a1"));
        assertThat(fresh.incidents()).hasSize(2).allMatch(i -> i.actions().isEmpty());
    }

    @Test
    void contentionGoesOnAfterARestartToo() {
        room.sees(() -> Waits.mutex(12), SUSTAINED);
        var fresh = Newsroom.after(room).sees(Waits.mutex(12));
        assertThat(fresh.only().isOpen()).isTrue();
        assertThat(fresh.only().kind()).isEqualTo(Kind.ADVISORY);
        assertThat(Newsroom.inShort(fresh.people)).isEmpty();
    }

    // ---- the stage

    private Intent intent(String id) {
        var pinned =
                new PinnedBackend(
                        Scene.backend(ALTER),
                        "200/1",
                        null,
                        null,
                        Scene.USERS,
                        LockMode.ACCESS_EXCLUSIVE,
                        false,
                        null,
                        room.now);
        return new Intent(
                "main", room.now, id, "i1", Action.CANCEL, pinned, "5 sessions held up", 5);
    }

    private Done done(String id, Outcome outcome) {
        return new Done("main", room.now, id, outcome, 5, null);
    }

    private Declined declined(String detail) {
        return new Declined("main", room.now, "i1", null, Reason.PROTECTED, detail, null, 5);
    }

    private Manual byHand(int pid, String result) {
        return new Manual("main", room.now, Action.CANCEL, Scene.backend(pid), "ann", result);
    }
}
