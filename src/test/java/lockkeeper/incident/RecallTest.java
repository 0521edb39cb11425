package lockkeeper.incident;

import static lockkeeper.incident.Waits.ALTER;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Action;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.JournalEntry.Declined;
import lockkeeper.guard.JournalEntry.Manual;
import lockkeeper.guard.Reason;
import lockkeeper.incident.Incident.GuardAction;
import lockkeeper.lock.BackendId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What persons did and the guard decided not to do belongs to an incident also if an abrupt end
/// left it to the journal alone.
class RecallTest {
    private final Newsroom room = new Newsroom().sees(Waits.pileUp(5));
    private final List<JournalEntry> journal = new ArrayList<>();

    @Test
    void whatTheIncidentLacksIsTakenFromTheJournal() {
        written(byHand(ALTER));
        written(declined("the first"));
        var fresh = afterAnAbruptEnd();

        assertThat(fresh.only().actions())
                .extracting(GuardAction::detail)
                .containsExactly(Manual.SENT, "the first");
        assertThat(fresh.only().actions().getFirst()).matches(GuardAction::isByHand);
        assertThat(fresh.only().actions()).extracting(GuardAction::id).doesNotHaveDuplicates();
        assertThat(fresh.people).as("the guard did nothing").isEmpty();
        assertThat(fresh.sees(Waits.pileUp(5)).only().actions()).hasSize(2);
    }

    @Test
    void whatItHasIsNotTakenAgain() {
        room.entry(written(byHand(ALTER))).entry(written(declined("the first")));
        written(declined("at the same moment"));
        room.later(Duration.ofSeconds(1));
        written(byHand(ALTER));

        assertThat(afterAnAbruptEnd().only().actions())
                .extracting(GuardAction::detail)
                .containsExactly(Manual.SENT, "the first", "at the same moment", Manual.SENT);
    }

    @Test
    void whatItHasForgottenDoesNotComeBack() {
        for (var number = 1; number <= 150; number++) {
            room.later(Duration.ofMillis(1));
            room.entry(written(declined("reason " + number)));
        }

        assertThat(afterAnAbruptEnd().only().actions())
                .extracting(GuardAction::detail)
                .hasSize(100)
                .startsWith("reason 51")
                .endsWith("reason 150");
    }

    @Test
    void whatWasDoneByHandIsKnownByTheSession() {
        written(byHand(1));
        written(byHand(Waits.HOLDER));
        written(new Manual("other", room.now, Action.CANCEL, backend(ALTER), "ann", "sent"));
        room.now = Scene.START.minusSeconds(60);
        written(byHand(ALTER));
        room.now = Scene.START.plusSeconds(1);

        assertThat(afterAnAbruptEnd().only().actions())
                .as("in the way of the one in the way")
                .extracting(GuardAction::pid)
                .containsExactly(Waits.HOLDER);
    }

    // ---- the stage

    private Newsroom afterAnAbruptEnd() {
        return Newsroom.after(room, journal.toArray(JournalEntry[]::new));
    }

    private JournalEntry written(JournalEntry entry) {
        journal.add(entry);
        return entry;
    }

    private Declined declined(String detail) {
        return new Declined("main", room.now, "i1", null, Reason.TOO_FEW, detail, null, 1);
    }

    private Manual byHand(int pid) {
        return new Manual("main", room.now, Action.CANCEL, backend(pid), "ann", Manual.SENT);
    }

    private static BackendId backend(int pid) {
        return Scene.backend(pid);
    }
}
