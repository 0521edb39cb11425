package lockkeeper.web;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The watched servers by name.
final class Targets {
    private final Map<String, Target> byName = new LinkedHashMap<>();
    private final Supplier<@Nullable String> changesRefused;

    /// @param changesRefused why nothing can be changed over HTTP, null where it can
    Targets(List<Target> targets, Supplier<@Nullable String> changesRefused) {
        this.changesRefused = changesRefused;
        for (var target : targets) byName.put(target.name(), target);
    }

    List<Target> all() {
        return List.copyOf(byName.values());
    }

    List<TargetView> views() {
        var refused = changesRefused.get();
        return byName.values().stream().map(target -> TargetView.of(target, refused)).toList();
    }

    /// The one of this name; it need not be named if there is only one.
    Target named(@Nullable String name) {
        if (name == null) return only();
        var target = byName.get(name);
        if (target == null) throw Problem.notFound("There is no target of this name; " + known());
        return target;
    }

    private Target only() {
        if (byName.size() == 1) return byName.values().iterator().next();
        throw Problem.badRequest("Name the target; " + known());
    }

    private String known() {
        return "known are: " + String.join(", ", byName.keySet());
    }
}
