package lockkeeper.config;

import lockkeeper.config.Configuration.Target;
import lockkeeper.setting.DurationText;
import lockkeeper.setting.Secret;
import lockkeeper.web.Listen;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What differs between two configurations, by key. Values are told only where they cannot be
/// secrets: numbers, durations, choices.
public final class Changes {
    /// What the parts of a running daemon take up. All else is fixed while it runs.
    private static final Pattern LIVE =
            Pattern.compile(
                    "http\\.(token|hosts|public_url|quit)"
                            + "|targets\\[.+]\\.(password|guard\\..+)"
                            + "|sampling\\.(interval|contended_interval|query_text)"
                            + "|(incidents|alerts)\\..+");

    private record Change(String key, String how) {
        @Override
        public String toString() {
            return key + " " + how;
        }
    }

    private final List<Change> all = new ArrayList<>();

    private Changes() {}

    public static Changes between(Configuration before, Configuration after) {
        var changes = new Changes();
        changes.compare("", before, after);
        return changes;
    }

    /// The keys that keep the later configuration from being used without a restart.
    public List<String> thatNeedARestart() {
        return all.stream()
                .filter(change -> !LIVE.matcher(change.key()).matches())
                .map(Change::toString)
                .toList();
    }

    /// All of them, in one line.
    @Override
    public String toString() {
        if (all.isEmpty()) return "nothing";
        return all.stream().map(Change::toString).collect(Collectors.joining(", "));
    }

    private void compare(String key, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(before, after)) return;
        var old = section(before);
        var young = section(after);
        if (key.equals("targets")) compare(targets(before), targets(after));
        else if (old != null && young != null)
            for (var part : old.getClass().getRecordComponents())
                compare(below(key, part), value(part, old), value(part, young));
        else all.add(new Change(key, how(before, after)));
    }

    private void compare(Map<String, Target> before, Map<String, Target> after) {
        before.forEach((name, target) -> compare("targets[" + name + "]", target, after.get(name)));
        after.forEach(
                (name, target) -> {
                    if (!before.containsKey(name)) compare("targets[" + name + "]", null, target);
                });
    }

    private static Map<String, Target> targets(@Nullable Object list) {
        var byName = new LinkedHashMap<String, Target>();
        if (list instanceof List<?> targets)
            for (var item : targets)
                if (item instanceof Target target) byName.put(target.connection().name(), target);
        return byName;
    }

    /// The value if it has keys of its own, else null.
    private static @Nullable Record section(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Secret _, Listen _ -> null;
            case Record section -> section;
            default -> null;
        };
    }

    /// As the key stands in the file.
    private static String below(String key, RecordComponent part) {
        var name = part.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "connection" -> key;
            case "log_format" -> "log.format";
            default -> key.isEmpty() ? name : key + "." + name;
        };
    }

    private static @Nullable Object value(RecordComponent part, Object section) {
        try {
            return part.getAccessor().invoke(section);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings are public records", e);
        }
    }

    private static String how(@Nullable Object before, @Nullable Object after) {
        if (before instanceof Target) return "was removed";
        if (after instanceof Target) return "was added";
        return isHarmless(before) && isHarmless(after)
                ? "%s -> %s".formatted(text(before), text(after))
                : "changed";
    }

    private static boolean isHarmless(@Nullable Object value) {
        return value instanceof Number
                || value instanceof Boolean
                || value instanceof Duration
                || value instanceof Enum;
    }

    private static String text(@Nullable Object value) {
        return value instanceof Duration duration
                ? DurationText.of(duration)
                : String.valueOf(value).toLowerCase(Locale.ROOT);
    }
}
