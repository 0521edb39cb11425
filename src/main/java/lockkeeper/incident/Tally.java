package lockkeeper.incident;

import java.time.Duration;
import java.time.Instant;

/// What one story has cost so far, by the server's clock.
final class Tally {
    /// Time between two samples that counts at most: what happened in a longer gap is not known.
    private static final Duration GAP = Duration.ofSeconds(2);

    private final Instant startedAt;
    private final Timeline timeline;
    private Instant begunAt;
    private Instant seenAt;
    private int waiting;
    private int peak;
    private Duration cost = Duration.ZERO;
    private Duration quiet = Duration.ZERO;

    Tally(Instant startedAt) {
        this.startedAt = startedAt;
        this.begunAt = startedAt;
        this.seenAt = startedAt;
        this.timeline = new Timeline();
    }

    /// As an incident tells it that was kept before a restart.
    Tally(Incident kept) {
        this.startedAt = kept.startedAt();
        this.begunAt = startedAt;
        for (var point : kept.timeline()) if (point.waiting() == 0) begunAt = point.at();
        this.timeline = new Timeline(kept.timeline());
        this.seenAt = kept.timeline().isEmpty() ? startedAt : kept.timeline().getLast().at();
        this.waiting = kept.waiting();
        this.peak = kept.peakWaiting();
        this.cost = Duration.ofMillis(Math.round(kept.blockedSessionSeconds() * 1000));
    }

    /// True if it has never been so bad.
    ///
    /// @param goesOn whether the time since the last look is part of it
    boolean see(Instant now, int nowWaiting, boolean goesOn) {
        if (goesOn) pass(now);
        else beginAgain(now);
        seenAt = now;
        waiting = nowWaiting;
        timeline.add(now, waiting);
        if (waiting <= peak) return false;
        peak = waiting;
        return true;
    }

    private void beginAgain(Instant now) {
        // unless the clock was set back
        if (now.isAfter(seenAt)) quiet = quiet.plus(Duration.between(seenAt, now));
        begunAt = now;
    }

    void end(Instant now) {
        pass(now);
        seenAt = now;
        waiting = 0;
        timeline.end(now);
    }

    private void pass(Instant now) {
        var passed = Duration.between(seenAt, now);
        if (passed.isNegative()) return;
        var counted = passed.compareTo(GAP) > 0 ? GAP : passed;
        cost = cost.plus(counted.multipliedBy(waiting));
    }

    /// Whether too much time has passed since it was last seen to say what happened since.
    boolean isOutOfSight(Instant now) {
        var passed = Duration.between(seenAt, now);
        return passed.isNegative() || passed.compareTo(GAP) > 0;
    }

    Instant startedAt() {
        return startedAt;
    }

    /// When it began, or began once more after it had ended.
    Instant begunAt() {
        return begunAt;
    }

    /// The time between its ends and when it began once more, as far as we saw it.
    Duration quiet() {
        return quiet;
    }

    Instant seenAt() {
        return seenAt;
    }

    int waiting() {
        return waiting;
    }

    int peak() {
        return peak;
    }

    double sessionSeconds() {
        return cost.toMillis() / 1000.0;
    }

    Timeline timeline() {
        return timeline;
    }
}
