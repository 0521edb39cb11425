package lockkeeper.exec;

import lockkeeper.guard.GuardStatus;
import lockkeeper.lock.BackendId;
import lockkeeper.watch.Newest;
import lockkeeper.watch.Observation;
import lockkeeper.watch.ServerFacts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
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
    private final boolean awaitsTimeouts;

    /// @param awaitsTimeouts whether the command's sessions were told to use a `lock_timeout`
    public OwnCover(Parts parts, Progress progress, boolean awaitsTimeouts) {
        this.parts = parts;
        this.progress = progress;
        this.awaitsTimeouts = awaitsTimeouts;
    }

    // ---- before

    @Override
    public void arm(BooleanSupplier unwanted) throws NotArmed, InterruptedException {
        var first = firstLook(unwanted);
        if (first.snapshot().inRecovery()) throw new NotArmed(Standing.STANDBY);
        mayAct();
        if (!Until.within(TO_LEAD, this::acts, unwanted)) yields();
        parts.window().openAt(newest().snapshot().sampledAt());
        progress.say(
                "guarding what connects to %s from now on.".formatted(parts.newest().target()));
    }

    private Observation firstLook(BooleanSupplier unwanted) throws NotArmed, InterruptedException {
        Until.within(TO_CONNECT, () -> parts.newest().picture().observation() != null, unwanted);
        var picture = parts.newest().picture();
        var observation = picture.observation();
        if (observation != null) return observation;
        var failure = picture.failure();
        throw new NotArmed(
                Standing.blind(
                        parts.newest().target(), failure == null ? null : failure.getMessage()));
    }

    private void mayAct() throws NotArmed {
        var facts = parts.facts().get();
        if (facts == null || facts.superuser()) return;
        var missing = Standing.missing(facts.role(), facts.seesOthers(), facts.signalsOthers());
        if (missing != null) throw new NotArmed(missing);
    }

    private boolean acts() {
        var status = parts.status().get();
        return status != null && status.standsDown() == null && status.leader();
    }

    /// Somebody or something else has a say.
    private void yields() throws NotArmed {
        var status = parts.status().get();
        if (status == null) throw new NotArmed("the guard did not begin");
        var why = Standing.of(status).whyNot();
        if (why != null) throw new NotArmed(why);
        progress.say(
                "another Lockkeeper leads on %s and guards it by its own settings. Use --daemon to"
                                .formatted(parts.newest().target())
                        + " learn from it why the command was stopped; without, it is not run"
                        + " again.");
    }

    private Observation newest() throws NotArmed {
        var observation = parts.newest().picture().observation();
        if (observation == null) throw new NotArmed(Standing.blind(parts.newest().target(), null));
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
        return byGuard.isEmpty() && awaitsTimeouts ? byTimeout() : byGuard;
    }

    /// A client may go on after its transaction was stopped, so a session may be stopped in
    /// several.
    private record Work(BackendId session, String virtualTransaction) {}

    private List<Stopped> byGuard() {
        var works = new LinkedHashMap<Work, Actions.Signal>();
        for (var signal : parts.actions().sent()) {
            var backend = signal.backend();
            // a terminate follows a cancel of the same work, which tells more
            if (parts.window().covers(backend.id()))
                works.putIfAbsent(new Work(backend.id(), backend.virtualTransaction()), signal);
        }
        return works.values().stream().map(OwnCover::stopped).toList();
    }

    private static Stopped stopped(Actions.Signal signal) {
        var backend = signal.backend();
        var seen = signal.seen();
        return new Stopped(
                Stopped.Cause.GUARD,
                backend.id().pid(),
                seen == null ? "statement" : seen.command(),
                Proof.of(backend.xactStart(), backend.queryStart()),
                seen == null ? List.of() : seen.obstacles());
    }

    /// The locks are sampled for a moment longer, so that the end of the last wait is seen.
    private List<Stopped> byTimeout() throws InterruptedException {
        var before = parts.newest().picture().receivedAt();
        Until.within(
                TO_SEE_THE_END,
                () -> {
                    var now = parts.newest().picture().receivedAt();
                    return now != null && (before == null || now.isAfter(before));
                });
        return Stopped.byTimeout(parts.glimpses().timedOut());
    }

    @Override
    public @Nullable String standsDown() {
        var status = parts.status().get();
        return status == null ? null : Standing.of(status).whyNot();
    }
}
