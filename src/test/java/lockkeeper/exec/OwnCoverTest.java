package lockkeeper.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Action;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockMode;
import lockkeeper.watch.Newest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// What was stopped, as our own guard's record tells it.
class OwnCoverTest {
    private static final Instant START = Scene.START;
    private static final BackendId SESSION = Scene.backend(7);

    private final Glimpses glimpses = new Glimpses(null);
    private final Actions actions = new Actions(_ -> {}, glimpses);
    private final Window window = new Window(GuardSettings.DEFAULTS, Filter.NONE, "psql");
    private final OwnCover cover =
            new OwnCover(
                    new OwnCover.Parts(
                            new Newest("main", InstantSource.system()),
                            () -> null,
                            () -> null,
                            actions,
                            glimpses,
                            window),
                    new Progress(new PrintWriter(new StringWriter())),
                    false);
    private int signals;

    private void waits(String transaction, String who) {
        var obstacle = new Obstacle(who, false, () -> true);
        glimpses.add(
                START,
                List.of(
                        new Glimpse(
                                SESSION,
                                "ALTER TABLE",
                                transaction,
                                Proof.CLEAR,
                                START,
                                List.of(obstacle),
                                START)));
    }

    private void signalled(Action action, String transaction, @Nullable Instant queryStart)
            throws IOException {
        var id = "a" + signals++;
        var pinned =
                new PinnedBackend(
                        SESSION,
                        transaction,
                        START,
                        queryStart,
                        Scene.USERS,
                        LockMode.ACCESS_EXCLUSIVE,
                        false,
                        START,
                        START);
        actions.record(new JournalEntry.Intent("main", START, id, "i", action, pinned, "why", 5));
        actions.record(new JournalEntry.Done("main", START, id, Outcome.RELEASED, 5, null));
    }

    private List<Stopped> stopped() throws InterruptedException {
        window.openAt(SESSION.startedAt());
        return cover.stopped();
    }

    @Test
    void aRecordThatCannotBeWrittenIsKnownOfUntilItCanBe() throws IOException {
        var full = new AtomicBoolean(true);
        var recorded =
                new Actions(
                        _ -> {
                            if (full.get()) throw new IOException("disk full");
                        },
                        glimpses);
        var entry = new JournalEntry.CircuitClosed("main", START, "somebody");
        assertThatThrownBy(() -> recorded.record(entry)).hasMessage("disk full");
        assertThat(recorded.failure()).isEqualTo("disk full");
        full.set(false);
        recorded.record(entry);
        assertThat(recorded.isFailing()).isFalse();
    }

    @Test
    void aSessionThatWentOnIsStoppedInEachOfItsTransactions() throws Exception {
        signalled(Action.CANCEL, "3/4", START.plusSeconds(1));
        signalled(Action.CANCEL, "3/6", START);
        assertThat(stopped()).extracting(Stopped::proof).containsExactly(Proof.CLEAR, Proof.NONE);
    }

    @Test
    void aTerminateAfterACancelIsTheSameStop() throws Exception {
        signalled(Action.CANCEL, "3/4", START.plusSeconds(1));
        signalled(Action.TERMINATE, "3/4", null);
        assertThat(stopped()).hasSize(1);
    }

    @Test
    void itTellsWhomEachWaitedForThoughMoreHasHappenedSince() throws Exception {
        waits("3/4", "a report");
        signalled(Action.CANCEL, "3/4", START.plusSeconds(1));
        waits("3/6", "a dump");
        signalled(Action.CANCEL, "3/8", START);
        glimpses.add(START.plusSeconds(1), List.of());
        var stopped = stopped();
        assertThat(stopped.getFirst().command()).isEqualTo("ALTER TABLE");
        assertThat(stopped.getFirst().obstacles())
                .extracting(Obstacle::description)
                .containsExactly("a report");
        assertThat(stopped.getLast().command()).isEqualTo("statement");
        assertThat(stopped.getLast().obstacles()).isEmpty();
    }
}
