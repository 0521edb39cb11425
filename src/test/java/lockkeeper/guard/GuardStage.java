package lockkeeper.guard;

import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.backend;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.lock.BackendId;
import lockkeeper.watch.Observation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// A guard to whom scenes are shown. What it does and says is written down; whatever surrounds it
/// works, unless a test says otherwise.
final class GuardStage {
    private final List<String> signals = new ArrayList<>();
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<JournalEntry> journal = new ArrayList<>();
    private final Set<String> troubles = new HashSet<>();
    private final List<String> sentences = new ArrayList<>();
    private final Guard guard;
    private GuardSettings settings = new Rules().settings();
    private @Nullable Instant sessionsSince;
    private SignalResult answer = new SignalResult.Sent();
    private final Queue<Runnable> heldBack = new ArrayDeque<>();
    private boolean holdsBack;
    private boolean wantsLead;
    private boolean ableToLead;
    private BooleanSupplier leader = () -> true;
    private boolean journalWorks = true;
    private boolean maySignal = true;
    private boolean killed;
    private boolean told = true;
    private long clock;

    GuardStage() {
        this(List.of());
    }

    /// @param earlier what the journal has from before the guard was started anew
    GuardStage(List<JournalEntry> earlier) {
        guard =
                new Guard(
                        "main",
                        () -> new GuardRules.InForce(settings, null, sessionsSince),
                        new GuardTools(
                                new Control(),
                                new Notebook(),
                                new Election(),
                                new Told(),
                                () -> maySignal,
                                _ -> killed,
                                () -> clock,
                                () -> "action-" + signals.size(),
                                this::run));
        guard.recall(earlier);
    }

    GuardStage rules(Rules rules) {
        settings = rules.settings();
        return this;
    }

    GuardStage sessionsSince(Instant time) {
        sessionsSince = time;
        return this;
    }

    /// What the server answers to a signal from now on.
    GuardStage answers(SignalResult result) {
        answer = result;
        return this;
    }

    GuardStage leads(boolean value) {
        return leads(() -> value);
    }

    /// What is said to each question whether it leads.
    GuardStage leads(BooleanSupplier answers) {
        leader = answers;
        return this;
    }

    GuardStage journalWorks(boolean value) {
        journalWorks = value;
        return this;
    }

    /// Whether those who hear of what it is about to do can take it.
    GuardStage told(boolean value) {
        told = value;
        return this;
    }

    GuardStage maySignal(boolean value) {
        maySignal = value;
        return this;
    }

    /// Whether the kill-switch file exists.
    GuardStage killed(boolean value) {
        killed = value;
        return this;
    }

    /// Whether journal and signals take their time, until this is called again.
    GuardStage holdsBack(boolean value) {
        holdsBack = value;
        while (!value && !heldBack.isEmpty()) carryOut(heldBack.remove());
        return this;
    }

    private void run(Runnable work) {
        if (holdsBack) heldBack.add(work);
        else carryOut(work);
    }

    /// As an executor does it: a fault of the work is not that of who gave it.
    private static void carryOut(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // lost
        }
    }

    /// Whether it wanted the lead when it saw the last scene.
    boolean wantsLead() {
        return wantsLead;
    }

    boolean isAbleToLead() {
        return ableToLead;
    }

    Guard guard() {
        return guard;
    }

    /// Samples every 100 ms, from 1 s or where the last one was, until `until`.
    GuardStage last(int until, Scene scene) {
        for (var at = (int) Math.max(1000, clock / 1_000_000 + 100); at <= until; at += 100)
            see(at, scene);
        return this;
    }

    /// One sample.
    GuardStage see(int millis, Scene scene) {
        clock = millis * 1_000_000L;
        return show(millis, millis, scene);
    }

    /// One sample whose reading was begun at another time.
    GuardStage show(int sampledAt, int begunAt, Scene scene) {
        guard.onObservation(
                new Observation(
                        "main",
                        Observation.Kind.FULL,
                        scene.sampledAt(START.plusMillis(sampledAt)).graph(),
                        begunAt * 1_000_000L,
                        Duration.ZERO));
        return this;
    }

    /// Every signal so far: `CANCEL 4711`.
    List<String> signals() {
        return signals;
    }

    List<JournalEntry> entries() {
        return entries;
    }

    /// What was written down.
    List<JournalEntry> journal() {
        return journal;
    }

    /// What was said of troubles and of their end, once each.
    List<String> sentences() {
        return sentences;
    }

    List<Reason> declined() {
        return entries.stream()
                .filter(JournalEntry.Declined.class::isInstance)
                .map(entry -> ((JournalEntry.Declined) entry).reason())
                .toList();
    }

    List<Outcome> outcomes() {
        return entries.stream()
                .filter(JournalEntry.Done.class::isInstance)
                .map(entry -> ((JournalEntry.Done) entry).outcome())
                .toList();
    }

    /// Whether each signal was for a transaction and not for one statement of it.
    List<Boolean> forAnyStatement() {
        return entries.stream()
                .filter(JournalEntry.Intent.class::isInstance)
                .map(entry -> ((JournalEntry.Intent) entry).backend().queryStart() == null)
                .toList();
    }

    private final class Control implements BackendControl {
        @Override
        public SignalResult signal(Action action, PinnedBackend pinned) {
            signals.add(action + " " + pinned.id().pid());
            assertThat(pinned.id()).isEqualTo(backend(pinned.id().pid()));
            assertThat(pinned.virtualTransaction()).isEqualTo(pinned.id().pid() + "/1");
            return answer;
        }

        @Override
        public SignalResult signal(Action action, BackendId session) {
            throw new AssertionError("the guard always pins what it signals");
        }
    }

    private final class Notebook implements Journal {
        @Override
        public void record(JournalEntry entry) throws IOException {
            if (!journalWorks) throw new IOException("disk full");
            journal.add(entry);
        }

        @Override
        public @Nullable String failure() {
            return journalWorks ? null : "disk full";
        }
    }

    private final class Election implements Leadership {
        @Override
        public boolean isLeader() {
            return leader.getAsBoolean();
        }

        @Override
        public void want(boolean wanted) {
            wantsLead = wanted;
        }

        @Override
        public void able(boolean able) {
            ableToLead = able;
        }
    }

    private final class Told implements Witness {
        @Override
        public String incidentOf(String target, PileUp pileUp) {
            return pileUp.target().toString();
        }

        @Override
        public void entry(JournalEntry entry) {
            if (!told && entry instanceof JournalEntry.Intent)
                throw new IllegalStateException("a bug in somebody who hears of it");
            entries.add(entry);
        }

        @Override
        public void trouble(String target, String key, String sentence, boolean over) {
            if (over ? troubles.remove(key) : troubles.add(key)) sentences.add(sentence);
        }
    }
}
