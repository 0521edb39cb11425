package lockkeeper.exec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/// Runs a command under a guard. When the guard stopped it, runs it again once those who were in
/// its way have gone; any other end is the end.
public final class Runner {
    /// The retries, or the time for them, are used up.
    public static final int USED_UP = 3;

    /// The command was not run, because the guard could not be armed.
    public static final int NOT_ARMED = 1;

    /// What a shell answers for a command that it cannot find.
    private static final int NOT_FOUND = 127;

    /// Half of it may be added to it.
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(20);

    private static final Duration LOOK = Duration.ofSeconds(1);

    /// A leader that is frozen is replaced after 5 s.
    private static final int LOOKS = 8;

    private final List<String> command;
    private final Map<String, String> environment;
    private final RetrySettings settings;
    private final Cover cover;
    private final Progress progress;
    private final Launcher launcher;
    private final Signals signals;
    private final long begun = System.nanoTime();

    /// @param environment added to our own for the command
    public Runner(
            List<String> command,
            Map<String, String> environment,
            RetrySettings settings,
            Cover cover,
            Progress progress) {
        this(command, environment, settings, cover, progress, new Signals());
    }

    Runner(
            List<String> command,
            Map<String, String> environment,
            RetrySettings settings,
            Cover cover,
            Progress progress,
            Signals signals) {
        this.signals = signals;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.settings = settings;
        this.cover = cover;
        this.progress = progress;
        this.launcher = new Launcher(signals);
    }

    /// The exit code: the command's own, [#USED_UP] or [#NOT_ARMED].
    public int run() throws InterruptedException {
        signals.install(); // first of all: what is armed must be disarmed again
        try {
            cover.arm(() -> signals.received() != null);
        } catch (NotArmed e) {
            var ended = signals.received();
            if (ended != null) return ended.exitCode();
            progress.say("%s was not started: %s".formatted(name(), e.getMessage()));
            return NOT_ARMED;
        }
        for (var attempt = 1; ; attempt++) {
            cover.begin();
            var code = launch(command);
            if (code == 0 || signals.received() != null) return code;
            var stopped = cover.stopped();
            if (stopped.isEmpty()) return code;
            progress.say(
                    "%s ended with code %d, because %s.".formatted(name(), code, why(stopped)));
            var verdict = again(stopped, attempt, code);
            if (verdict != null) return verdict;
            progress.say(
                    "running %s again, attempt %d of %d."
                            .formatted(name(), attempt + 1, settings.retries() + 1));
        }
    }

    private int launch(List<String> what) throws InterruptedException {
        var ended = signals.received();
        if (ended != null) return ended.exitCode();
        try {
            return launcher.run(what, environment);
        } catch (IOException e) {
            progress.say("%s cannot be run: %s".formatted(what.getFirst(), e.getMessage()));
            return NOT_FOUND;
        }
    }

    /// Returns null when it is time for the next attempt, else the exit code.
    private @Nullable Integer again(List<Stopped> stopped, int attempt, int code)
            throws InterruptedException {
        if (!mayRepeat(stopped)) {
            progress.say(
                    "it is not run again by itself: the server does not show that the statement"
                            + " was part of a longer transaction, so something before it may have"
                            + " been kept. If the command may be run again whatever was stopped,"
                            + " say --retry always.");
            return code;
        }
        if (attempt > settings.retries()) {
            progress.say("the %d retries are used up.".formatted(settings.retries()));
            return USED_UP;
        }
        warn(stopped);
        var inTime = awaitTurn(stopped, attempt);
        var unguarded = inTime ? unguarded() : null;
        var ended = signals.received();
        if (ended != null) return ended.exitCode();
        if (!inTime) {
            progress.say("the time for retries is used up.");
            return USED_UP;
        }
        if (unguarded != null) {
            progress.say("it is not run again, because it would not be guarded: " + unguarded);
            return USED_UP;
        }
        return repaired() ? null : Integer.valueOf(code);
    }

    /// Why it would not be guarded; null if it would. The lead may just be passing from one to the
    /// next.
    private @Nullable String unguarded() throws InterruptedException {
        var why = cover.standsDown();
        for (var look = 0; why != null && look < LOOKS && pause(LOOK); look++)
            why = cover.standsDown();
        return why;
    }

    private boolean mayRepeat(List<Stopped> stopped) {
        return switch (settings.what()) {
            case ALWAYS -> true;
            case TRANSACTIONS -> stopped.stream().noneMatch(one -> one.proof() == Proof.NONE);
        };
    }

    /// What may be half done is never run again without a word.
    private void warn(List<Stopped> stopped) {
        if (settings.what() == RetrySettings.What.ALWAYS
                || stopped.stream().allMatch(one -> one.proof() == Proof.CLEAR)) return;
        progress.say(
                "the server cannot show for sure that more than that statement was rolled back: its"
                    + " transaction had only just begun, as it also has outside of one with some"
                    + " drivers (pgjdbc). It is run again all the same. If its migration does"
                    + " several things without a transaction, end this now, and use --retries 0 for"
                    + " it.");
    }

    /// Waits for the back-off, and until everybody who was in the way has gone. False if there is
    /// no time left, or a signal came.
    private boolean awaitTurn(List<Stopped> stopped, int attempt) throws InterruptedException {
        var remaining = new ArrayDeque<Obstacle>();
        for (var one : stopped) remaining.addAll(one.obstacles());
        var backOff = backOff(attempt, ThreadLocalRandom.current().nextDouble());
        if (!pause(backOff)) return false;
        Obstacle told = null;
        while (!remaining.isEmpty()) {
            var first = remaining.getFirst();
            // the others are asked about once this one has gone, and nobody twice who has
            if (!first.remains().getAsBoolean()) {
                remaining.removeFirst();
                continue;
            }
            if (!first.equals(told))
                progress.say("waiting for the end of " + named(first, remaining.size() - 1) + ".");
            told = first;
            if (!pause(LOOK)) return false;
        }
        if (told != null) progress.say("nobody of those is in the way any more.");
        return true;
    }

    private static String named(Obstacle first, int others) {
        var name = first.description();
        if (others == 0) return name;
        return "%s and of %s".formatted(name, others == 1 ? "one other" : others + " others");
    }

    private boolean pause(Duration time) throws InterruptedException {
        var left = settings.deadline().minusNanos(System.nanoTime() - begun);
        if (left.compareTo(time) < 0) {
            if (left.isPositive()) signals.pause(left);
            return false;
        }
        return signals.pause(time);
    }

    /// 1 s, 2 s, 4 s … 20 s, each between half and one and a half of it, so that many deploys that
    /// were stopped together do not come back together.
    static Duration backOff(int attempt, double random) {
        var seconds = Math.min(1L << Math.min(attempt - 1, 20), LONGEST_BACK_OFF.toSeconds());
        return Duration.ofMillis((long) (seconds * 1000 * (0.5 + random)));
    }

    private boolean repaired() throws InterruptedException {
        var before = settings.before();
        if (before == null) return true;
        progress.say("running: " + before);
        var code = launch(List.of("sh", "-c", before));
        if (code == 0) return true;
        progress.say("that ended with code %d, so %s is not run again.".formatted(code, name()));
        return false;
    }

    private String name() {
        return command.getFirst();
    }

    private static String why(List<Stopped> stopped) {
        return stopped.stream().map(Runner::why).collect(Collectors.joining(" and "));
    }

    private static String why(Stopped one) {
        var what = "its %s (pid %d)".formatted(one.command(), one.pid());
        return switch (one.cause()) {
            case GUARD -> "the guard had stopped " + what;
            case LOCK_TIMEOUT -> what + " had waited for the whole lock_timeout";
        };
    }
}
