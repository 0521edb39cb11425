package lockkeeper.exec;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;

@Timeout(60)
class RunnerTest {
    private static final Stopped IN_TRANSACTION = stopped(Proof.CLEAR);
    private static final Stopped BY_ITSELF = stopped(Proof.NONE);

    @TempDir private Path folder = Path.of("");
    private final StringWriter said = new StringWriter();
    private final Queue<List<Stopped>> stops = new ArrayDeque<>();
    private final Signals signals = new Signals();
    private final Queue<String> standsDown = new ArrayDeque<>();
    private Runnable atArm = () -> {};
    private Runnable atBegin = () -> {};

    @Test
    void whatSucceedsIsNotAskedAbout() throws Exception {
        stops.add(List.of(IN_TRANSACTION));
        assertThat(run("exit 0", settings(3))).isZero();
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void whatWasStoppedIsRunAgain() throws Exception {
        stops.add(List.of(IN_TRANSACTION));
        assertThat(run("test $(wc -l < runs) = 2 || exit 5", settings(3))).isZero();
        assertThat(runs()).isEqualTo(2);
        assertThat(said.toString())
                .contains(
                        "ended with code 5, because the guard had stopped its ALTER TABLE (pid 7)")
                .contains("again, attempt 2 of 4");
    }

    @Test
    void otherFailuresEndIt() throws Exception {
        assertThat(run("exit 5", settings(3))).isEqualTo(5);
        assertThat(runs()).isEqualTo(1);
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void retriesAreCounted() throws Exception {
        stops.addAll(List.of(List.of(IN_TRANSACTION), List.of(IN_TRANSACTION)));
        assertThat(run("exit 5", settings(1))).isEqualTo(Runner.USED_UP);
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void noAttemptIsBegunAfterTheDeadline() throws Exception {
        stops.add(List.of(IN_TRANSACTION));
        var inTime = new RetrySettings(3, Duration.ofMillis(1), always(), null);
        assertThat(run("exit 5", inTime)).isEqualTo(Runner.USED_UP);
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void whatMayBeHalfDoneIsNotRepeatedUnasked() throws Exception {
        stops.add(List.of(IN_TRANSACTION, BY_ITSELF));
        assertThat(run("exit 5", settings(3))).isEqualTo(5);
        assertThat(said.toString()).contains("--retry always");

        stops.add(List.of(BY_ITSELF));
        var always = new RetrySettings(1, Duration.ofMinutes(1), always(), null);
        assertThat(run("test $(wc -l < runs) = 3", always)).isZero();
    }

    @Test
    void whatMayBeHalfDoneIsNotRepeatedWithoutAWord() throws Exception {
        stops.add(List.of(IN_TRANSACTION, stopped(Proof.WEAK)));
        assertThat(run("test $(wc -l < runs) = 2", settings(1))).isZero();
        assertThat(said.toString()).contains("cannot show for sure", "--retries 0");

        said.getBuffer().setLength(0);
        stops.add(List.of(IN_TRANSACTION));
        assertThat(run("test $(wc -l < runs) = 4", settings(1))).isZero();
        assertThat(said.toString()).contains("again").doesNotContain("cannot show");
    }

    @Test
    void itWaitsForThoseInTheWay() throws Exception {
        var looks = new ArrayDeque<>(List.of(true, true));
        var report = new Obstacle("a report\u001b[2J", false, () -> looks.poll() != null);
        stops.add(
                List.of(
                        new Stopped(
                                Stopped.Cause.LOCK_TIMEOUT,
                                7,
                                "DROP",
                                Proof.CLEAR,
                                List.of(report))));
        assertThat(run("test $(wc -l < runs) = 2", settings(3))).isZero();
        assertThat(looks).isEmpty();
        assertThat(said.toString())
                .contains("its DROP (pid 7) had waited for the whole lock_timeout")
                .contains("waiting for the end of a report?[2J.");
    }

    @Test
    void whoHasGoneIsNotAskedAboutAgain() throws Exception {
        var asked = new ArrayList<String>();
        var first = new Obstacle("a report", false, () -> answer("a report", asked, 1));
        var second = new Obstacle("a dump", false, () -> answer("a dump", asked, 3));
        stops.add(
                List.of(
                        new Stopped(
                                Stopped.Cause.GUARD,
                                7,
                                "DROP",
                                Proof.CLEAR,
                                List.of(first, second))));
        assertThat(run("test $(wc -l < runs) = 2", settings(3))).isZero();
        assertThat(asked).containsExactly("a report", "a report", "a dump", "a dump");
        assertThat(said.toString())
                .contains("the end of a report and of one other.", "the end of a dump.");
    }

    /// Is in the way until so many questions were asked.
    private static boolean answer(String who, List<String> asked, int until) {
        asked.add(who);
        return asked.size() <= until;
    }

    @Test
    void aSignalEndsTheArming() throws Exception {
        atArm = () -> signals.receive(Sign.INT);
        assertThat(run("exit 0", settings(3))).isEqualTo(130);
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void aSignalBeforeItIsStartedKeepsItFromBeing() throws Exception {
        atBegin = () -> signals.receive(Sign.TERM);
        assertThat(run("exit 0", settings(3))).isEqualTo(143);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void aRepairThatFailsEndsIt() throws Exception {
        stops.add(List.of(IN_TRANSACTION));
        var repaired = new RetrySettings(3, Duration.ofMinutes(1), always(), "exit 6");
        assertThat(run("exit 5", repaired)).isEqualTo(5);
        assertThat(said.toString()).contains("running: exit 6", "ended with code 6");
    }

    @Test
    void withoutAGuardItIsNotRepeated() throws Exception {
        stops.add(List.of(IN_TRANSACTION));
        standsDown.addAll(List.of("max_actions", "max_actions", "max_actions"));
        // the back-off takes up to 1.5 s of it
        var brief = new RetrySettings(3, Duration.ofSeconds(2), always(), null);
        assertThat(run("exit 5", brief)).isEqualTo(Runner.USED_UP);
        assertThat(said.toString()).contains("would not be guarded: max_actions");
    }

    @Test
    void whileTheLeadPassesOnItWaits() throws Exception {
        stops.add(List.of(IN_TRANSACTION));
        standsDown.add("not leader");
        assertThat(run("test $(wc -l < runs) = 2 || exit 5", settings(3))).isZero();
    }

    @Test
    void theBackOffGrowsToItsLimitWithJitter() {
        assertThat(Runner.backOff(1, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(Runner.backOff(1, 1)).isEqualTo(Duration.ofMillis(1500));
        assertThat(Runner.backOff(3, 0.5)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Runner.backOff(1000, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Runner.backOff(1000, 1)).isEqualTo(Duration.ofSeconds(30));
    }

    private static Stopped stopped(Proof proof) {
        return new Stopped(Stopped.Cause.GUARD, 7, "ALTER TABLE", proof, List.of());
    }

    private static RetrySettings settings(int retries) {
        return new RetrySettings(
                retries, Duration.ofMinutes(1), RetrySettings.What.TRANSACTIONS, null);
    }

    private static RetrySettings.What always() {
        return RetrySettings.What.ALWAYS;
    }

    private int run(String script, RetrySettings settings) throws InterruptedException {
        var command =
                List.of("sh", "-c", "cd '%s'; echo run >> runs; %s".formatted(folder, script));
        var progress = new Progress(new PrintWriter(said));
        return new Runner(command, Map.of(), settings, new Told(), progress, signals).run();
    }

    private long runs() throws IOException {
        return Files.readString(folder.resolve("runs")).lines().count();
    }

    /// Answers what the test says.
    private final class Told implements Cover {
        @Override
        public void arm(BooleanSupplier unwanted) throws NotArmed {
            atArm.run();
            if (unwanted.getAsBoolean()) throw new NotArmed("unwanted");
        }

        @Override
        public void begin() {
            atBegin.run();
        }

        @Override
        public List<Stopped> stopped() {
            var next = stops.poll();
            return next == null ? List.of() : next;
        }

        @Override
        public @Nullable String standsDown() {
            return standsDown.poll();
        }
    }
}
