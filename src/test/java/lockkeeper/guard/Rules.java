package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Settings of a guard for a test, told by what differs from the defaults in mode enforce.
public final class Rules {
    private GuardMode mode = GuardMode.ENFORCE;
    private int queued = GuardSettings.DEFAULTS.queued();
    private Duration sustained = GuardSettings.DEFAULTS.sustained();
    private Duration budget = GuardSettings.DEFAULTS.budget();
    private boolean holders = true;
    private Action action = Action.CANCEL;
    private Duration terminateAfter = GuardSettings.DEFAULTS.terminateAfter();
    private Duration cooldown = GuardSettings.DEFAULTS.cooldown();
    private int maxActions = GuardSettings.DEFAULTS.maxActions();
    private Duration per = GuardSettings.DEFAULTS.per();
    private Filter protect = GuardSettings.DEFAULTS.protect();
    private Filter only = Filter.NONE;
    private @Nullable Path killSwitch;

    public Rules mode(GuardMode value) {
        mode = value;
        return this;
    }

    public Rules queued(int value) {
        queued = value;
        return this;
    }

    public Rules sustained(Duration value) {
        sustained = value;
        return this;
    }

    public Rules budget(Duration value) {
        budget = value;
        return this;
    }

    public Rules holders(boolean value) {
        holders = value;
        return this;
    }

    public Rules action(Action value) {
        action = value;
        return this;
    }

    public Rules terminateAfter(Duration value) {
        terminateAfter = value;
        return this;
    }

    public Rules cooldown(Duration value) {
        cooldown = value;
        return this;
    }

    public Rules maxActions(int value) {
        maxActions = value;
        return this;
    }

    public Rules per(Duration value) {
        per = value;
        return this;
    }

    public Rules protect(Filter value) {
        protect = value;
        return this;
    }

    public Rules only(Filter value) {
        only = value;
        return this;
    }

    public Rules killSwitch(Path value) {
        killSwitch = value;
        return this;
    }

    public static Filter users(String... users) {
        return new Filter(patterns(users), null, null, null, null);
    }

    public static Filter applications(String... applications) {
        return new Filter(null, patterns(applications), null, null, null);
    }

    public static Filter databases(String... databases) {
        return new Filter(null, null, patterns(databases), null, null);
    }

    public static Filter relations(String... relations) {
        return new Filter(null, null, null, patterns(relations), null);
    }

    public static Filter commands(String... commands) {
        return new Filter(null, null, null, null, patterns(commands));
    }

    private static List<NamePattern> patterns(String... sources) {
        return Stream.of(sources).map(NamePattern::new).toList();
    }

    public GuardSettings settings() {
        return new GuardSettings(
                mode,
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
