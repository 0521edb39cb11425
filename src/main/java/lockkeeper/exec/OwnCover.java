package lockkeeper.exec;

import lockkeeper.guard.GuardStatus;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.Reason;
import lockkeeper.lock.BackendId;
import lockkeeper.watch.Newest;
import lockkeeper.watch.Observation;
import lockkeeper.watch.ServerFacts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;

/// A guard of our own in this process, for the length of the command.
public final class OwnCover implements Cover {
    private static final Duration TO_CONNECT = Duration.ofSeconds(30);

    /// A leader that is frozen is replaced after 5 s.
    private static final Duration TO_LEAD = Duration.ofSeconds(8);

    /// The guard gives up on an action after 5 s.
    private static final Duration TO_SETTLE = Duration.ofSeconds(7);

    private static final Duration TO_SEE_THE_END = Duration.ofSeconds(2);

    /// What the cover looks at.
    ///
    /// @param status of the guard; null before the first sample
    public record Parts(
            Newest newest,
            Supplier<@Nullable GuardStatus> status,
            Supplier<@Nullable ServerFacts> facts,
            Actions actions,
            Glimpses glimpses,
            Window window) {}

    private final Parts parts;
    private final Progress progress;
    private final @Nullable Duration lockTimeout;

    /// @param lockTimeout the `lock_timeout` that the command's sessions were told to use; null:
    ///   none
    public OwnCover(Parts parts, Progress progress, @Nullable Duration lockTimeout) {
        this.parts = parts;
        this.progress = progress;
        this.lockTimeout = lockTimeout;
    }

    // ---- before

    @Override
    public void arm() throws NotArmed, InterruptedException {
        var first = firstLook();
        if (first.snapshot().inRecovery())
            throw new NotArmed("the server is a standby; migrations belong on the primary.");
        mayAct();
        if (!Until.within(TO_LEAD, this::acts)) yields();
        parts.window().openAt(newest().snapshot().sampledAt());
        progress.say(
                "guarding what connects to %s from now on.".formatted(parts.newest().target()));
    }

    private Observation firstLook() throws NotArmed, InterruptedException {
        Until.within(TO_CONNECT, () -> parts.newest().picture().observation() != null);
        var picture = parts.newest().picture();
        var observation = picture.observation();
        if (observation != null) return observation;
        var failure = picture.failure();
        throw new NotArmed(
                "the locks of %s cannot be seen: %s"
                        .formatted(
                                parts.newest().target(),
                                failure == null ? "no answer" : failure.getMessage()));
    }

    private void mayAct() throws NotArmed {
        var facts = parts.facts().get();
        if (facts == null || facts.superuser()) return;
        var missing =
                facts.seesOthers()
                        ? facts.signalsOthers() ? "" : "pg_signal_backend"
                        : "pg_monitor";
        if (!missing.isEmpty())
            throw new NotArmed(
                    "the guard may not do its work. What mends it: GRANT %s TO %s;"
                            .formatted(missing, facts.role()));
    }

    private boolean acts() {
        var status = parts.status().get();
        return status != null && status.standsDown() == null && status.leader();
    }

    /// Somebody or something else has a say.
    private void yields() throws NotArmed {
        var status = parts.status().get();
        if (status == null) throw new NotArmed("the guard did not begin.");
        if (status.killSwitch())
            throw new NotArmed("guard.kill_switch is set, so the guard would only observe.");
        if (status.standsDown() != null && status.standsDown() != Reason.NOT_LEADER)
            throw new NotArmed("the guard stands down: " + status.standsDown());
        progress.say(
                "another Lockkeeper leads on %s and guards it by its own settings. Use --daemon to"
                                .formatted(parts.newest().target())
                        + " learn from it why the command was stopped; without, it is not run"
                        + " again.");
    }

    private Observation newest() throws NotArmed {
        var observation = parts.newest().picture().observation();
        if (observation == null) throw new NotArmed("the locks cannot be seen.");
        return observation;
    }

    @Override
    public void begin() {
        parts.actions().forget();
        parts.glimpses().forget();
    }

    // ---- after

    @Override
    public List<Stopped> stopped() throws InterruptedException {
        Until.within(TO_SETTLE, parts.actions()::settled);
        var byGuard = byGuard();
        return byGuard.isEmpty() && lockTimeout != null ? byTimeout(lockTimeout) : byGuard;
    }

    private List<Stopped> byGuard() {
        var sessions = new LinkedHashMap<BackendId, JournalEntry.Intent>();
        for (var intent : parts.actions().sent()) {
            // a terminate follows a cancel of the same work, which tells more
            if (parts.window().covers(intent.backend().id()))
                sessions.putIfAbsent(intent.backend().id(), intent);
        }
        var stopped = new ArrayList<Stopped>();
        for (var intent : sessions.values()) stopped.add(stopped(intent.backend()));
        return stopped;
    }

    private Stopped stopped(PinnedBackend session) {
        var last = parts.glimpses().of(session.id());
        // what it waited for in an earlier transaction is not what it was stopped in
        var now = session.virtualTransaction();
        var seen = last != null && last.transaction().equals(now) ? last : null;
        return new Stopped(
                Stopped.Cause.GUARD,
                session.id().pid(),
                seen == null ? "statement" : seen.command(),
                Proof.of(session.xactStart(), session.queryStart()),
                seen == null ? List.of() : seen.obstacles());
    }

    /// The locks are sampled for a moment longer, so that the end of the last wait is seen.
    private List<Stopped> byTimeout(Duration timeout) throws InterruptedException {
        var before = parts.newest().picture().receivedAt();
        Until.within(
                TO_SEE_THE_END,
                () -> {
                    var now = parts.newest().picture().receivedAt();
                    return now != null && (before == null || now.isAfter(before));
                });
        return Stopped.byTimeout(parts.glimpses().thatLasted(timeout));
    }

    @Override
    public @Nullable String standsDown() {
        var status = parts.status().get();
        if (status == null) return null;
        if (status.circuitOpenUntil() != null)
            return "guard.max_actions is used up until " + status.circuitOpenUntil();
        var why = status.standsDown();
        return why == null || why == Reason.NOT_LEADER ? null : why.toString();
    }
}
