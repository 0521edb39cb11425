package lockkeeper.web;

import lockkeeper.watch.Newest.Picture;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Whether every server has been read lately.
final class Readiness {
    private final Targets targets;
    private final InstantSource clock;

    Readiness(Targets targets, InstantSource clock) {
        this.targets = targets;
        this.clock = clock;
    }

    record View(boolean ready, List<One> targets) {
        /// @param reason null for a target that is ready
        record One(String target, boolean ready, @Nullable String reason) {}
    }

    View now() {
        var each = targets.all().stream().map(this::one).toList();
        return new View(each.stream().allMatch(View.One::ready), each);
    }

    private View.One one(Target target) {
        var reason = whyNot(target);
        return new View.One(target.name(), reason == null, reason);
    }

    @Nullable String whyNot(Target target) {
        var picture = target.newest().picture();
        var received = picture.receivedAt();
        if (received == null) return "not read yet" + because(picture);
        var age = Duration.between(received, clock.instant());
        if (age.compareTo(target.sampling().get().patience()) < 0) return null;
        return "last read %d s ago%s".formatted(age.toSeconds(), because(picture));
    }

    private static String because(Picture picture) {
        var failure = picture.failure();
        return failure == null ? "" : ": " + failure.getMessage();
    }
}
