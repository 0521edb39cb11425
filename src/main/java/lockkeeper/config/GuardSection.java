package lockkeeper.config;

import lockkeeper.guard.Action;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.NamePattern;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/// Reads `guard`, the general one or a target's own.
final class GuardSection {
    private final Section section;

    GuardSection(Section section) {
        this.section = section;
    }

    /// @param base what holds for keys that are not given
    GuardSettings over(GuardSettings base) {
        var mode = section.get("mode", Kind.choice(GuardMode.class), base.mode());
        var queued = section.get("queued", Kind.WHOLE, base.queued());
        var sustained = section.get("sustained", Kind.DURATION, base.sustained());
        var budget = section.get("budget", Kind.SECONDS, base.budget());
        var holders = section.get("holders", Kind.FLAG, base.holders());
        var action = section.get("action", Kind.choice(Action.class), base.action());
        var terminateAfter = section.get("terminate_after", Kind.DURATION, base.terminateAfter());
        var cooldown = section.get("cooldown", Kind.DURATION, base.cooldown());
        var maxActions = section.get("max_actions", Kind.WHOLE, base.maxActions());
        var per = section.get("per", Kind.DURATION, base.per());
        var protect = filter("protect", base.protect());
        var only = filter("only", base.only());
        var killSwitch = killSwitch(base.killSwitch());
        section.end();
        return section.build(
                        () ->
                                new GuardSettings(
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
                                        killSwitch))
                .orElse(GuardSettings.DEFAULTS);
    }

    private Filter filter(String key, Filter base) {
        var kinds = section.section(key);
        var filter =
                new Filter(
                        patterns(kinds, "users", base.users()),
                        patterns(kinds, "applications", base.applications()),
                        patterns(kinds, "databases", base.databases()),
                        patterns(kinds, "relations", base.relations()),
                        patterns(kinds, "commands", base.commands()));
        kinds.end();
        return filter;
    }

    private static @Nullable List<NamePattern> patterns(
            Section kinds, String key, @Nullable List<NamePattern> base) {
        var given = kinds.list(key, Kind.PATTERN);
        return given == null ? base : given;
    }

    /// An empty path is none, also where the general guard has one.
    private @Nullable Path killSwitch(@Nullable Path base) {
        var path = section.get("kill_switch", Kind.PATH, base == null ? Path.of("") : base);
        return path.toString().isEmpty() ? null : path;
    }
}
