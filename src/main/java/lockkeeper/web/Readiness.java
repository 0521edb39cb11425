package lockkeeper.web;

import lockkeeper.guard.GuardMode;
import lockkeeper.guard.Reason;
import lockkeeper.watch.Newest.Picture;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Whether every server has been read lately, and whether its guard would act. Goes by monotonic
/// time: when somebody sets our clock, a blind server does not look seen, nor a seen one blind.
final class Readiness {
    private static final Duration TO_LEAD = Duration.ofSeconds(8);

    private interface Judge {
        /// Null if all is well.
        @Nullable String whyNot(Target target);
    }

    /// Since when another one was seen to lead, by server.
    private final Map<String, Long> led = new ConcurrentHashMap<>();

    private final Targets targets;
    private final LongSupplier nanoTime;

    /// @param nanoTime the clock of [lockkeeper.watch.Observation#begunAt()]
    Readiness(Targets targets, LongSupplier nanoTime) {
        this.targets = targets;
        this.nanoTime = nanoTime;
    }

    record View(boolean ready, List<One> targets) {
        /// @param reason null for a target that is ready
        record One(String target, boolean ready, @Nullable String reason) {}
    }

    View now() {
        return view(this::whyNot);
    }

    /// Whether a migration that is started now is guarded on every server.
    View armed() {
        return view(this::whyNotArmed);
    }

    private View view(Judge judge) {
        var each = new ArrayList<View.One>();
        for (var target : targets.all()) {
            var reason = judge.whyNot(target);
            each.add(new View.One(target.name(), reason == null, reason));
        }
        return new View(each.stream().allMatch(View.One::ready), List.copyOf(each));
    }

    private @Nullable String whyNotArmed(Target target) {
        var blind = whyNot(target);
        if (blind != null) return blind;
        var guard = target.guard().get();
        if (guard.mode() != GuardMode.ENFORCE) return "the guard does not enforce";
        var others = guard.standsDown() == Reason.NOT_LEADER && guard.ledByAnother();
        if (!others) led.remove(target.name());
        if (guard.standsDown() == null || (others && isLedByAnother(target)))
            return guard.circuitOpenUntil() == null ? null : "the guard's circuit is open";
        return "the guard stands down: " + guard.standsDown();
    }

    /// Only one that enforces wants the lead. Two that start at once may both seek it for a moment,
    /// and one that is frozen is replaced.
    private boolean isLedByAnother(Target target) {
        var now = nanoTime.getAsLong();
        var since = led.computeIfAbsent(target.name(), _ -> now);
        return now - since >= TO_LEAD.toNanos();
    }

    @Nullable String whyNot(Target target) {
        var picture = target.newest().picture();
        var newest = picture.observation();
        if (newest == null) return "not read yet" + because(picture);
        var sinceBegun = Duration.ofNanos(nanoTime.getAsLong() - newest.begunAt());
        var age = sinceBegun.minus(newest.took());
        if (age.compareTo(target.sampling().get().patience()) < 0) return null;
        return "last read %d s ago%s".formatted(age.toSeconds(), because(picture));
    }

    private static String because(Picture picture) {
        var failure = picture.failure();
        return failure == null ? "" : ": " + failure.getMessage();
    }
}
