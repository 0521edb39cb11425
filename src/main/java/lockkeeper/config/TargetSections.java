package lockkeeper.config;

import lockkeeper.config.Configuration.Target;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.pg.TargetSettings;
import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `targets`.
final class TargetSections {
    private final Section root;
    private final Set<String> names = new HashSet<>();

    TargetSections(Section root) {
        this.root = root;
    }

    /// @param general the guard's values for what a target does not override
    /// @param mode overrides the file; null: it does not
    List<Target> read(GuardSettings general, @Nullable GuardMode mode) {
        var sections = root.sections("targets");
        if (sections.isEmpty()) root.report("targets", "must name at least one server");
        var targets = new ArrayList<Target>();
        for (var section : sections) read(section, general, mode).ifPresent(targets::add);
        return targets;
    }

    private Optional<Target> read(
            Section section, GuardSettings general, @Nullable GuardMode mode) {
        var name = section.require("name", Kind.TEXT, "missing" + names.size());
        var url = section.require("url", Kind.TEXT, "jdbc:postgresql://localhost/");
        var user = section.require("user", Kind.TEXT, "lockkeeper");
        var password = section.get("password", Kind.TEXT, "");
        var guard = new GuardSection(section.section("guard")).over(general);
        section.end();
        if (!names.add(name)) section.report("name", "is the name of another target, too");
        return section.build(
                        () ->
                                new TargetSettings(
                                        name,
                                        url,
                                        user,
                                        password.isEmpty() ? null : new Secret(password)))
                .map(connection -> new Target(connection, mode == null ? guard : guard.in(mode)));
    }
}
