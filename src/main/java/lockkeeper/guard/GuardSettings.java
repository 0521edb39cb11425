package lockkeeper.guard;

import lockkeeper.setting.Checks;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The values by which the guard decides.
///
/// @param queued act when at least so many sessions would be released …
/// @param sustained … and that has been so without a break for this long
/// @param budget or as soon as the pile-up has cost so much blocked session time; zero: no budget
/// @param holders whether DDL that already holds its lock may be ended, too
/// @param action what comes first
/// @param terminateAfter a cancelled session that still blocks is terminated; zero: never
/// @param cooldown between two actions on one target
/// @param maxActions within `per`; more is an open circuit
/// @param protect whoever matches any of these is never touched
/// @param only whoever does not match each given kind of these is never touched
/// @param killSwitch while this file exists the guard only observes
public record GuardSettings(
        GuardMode mode,
        int queued,
        Duration sustained,
        Duration budget,
        boolean holders,
        Action action,
        Duration terminateAfter,
        Duration cooldown,
        int maxActions,
        Duration per,
        Filter protect,
        Filter only,
        @Nullable Path killSwitch) {
    public static final GuardSettings DEFAULTS =
            new GuardSettings(
                    GuardMode.OBSERVE,
                    5,
                    Duration.ofSeconds(2),
                    Duration.ZERO,
                    true,
                    Action.CANCEL,
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(1),
                    6,
                    Duration.ofMinutes(10),
                    new Filter(
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(new NamePattern("LOCK TABLE"))),
                    Filter.NONE,
                    null);

    public GuardSettings {
        var hour = Duration.ofHours(1);
        new Checks("guard")
                .between(1, 100_000, "queued", queued)
                .between(Duration.ZERO, hour, "sustained", sustained)
                .that(!budget.isNegative(), "budget", "must not be negative")
                .between(Duration.ZERO, hour, "terminate_after", terminateAfter)
                .between(Duration.ZERO, hour, "cooldown", cooldown)
                .between(1, 1000, "max_actions", maxActions)
                .between(Duration.ofSeconds(1), Duration.ofHours(24), "per", per)
                .done();
    }

    /// The same values in another mode.
    public GuardSettings in(GuardMode other) {
        return new GuardSettings(
                other,
                queued,
                sustained,
                budget,
                holders,
                action,
                terminateAfter,
                cooldown,
                maxActions,
                per,
                protect,
                only,
                killSwitch);
    }
}
