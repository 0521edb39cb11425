package lockkeeper.setting;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// Durations as people write them in settings: `250ms`, `2s`, `5m`, `1h`, `7d`, `0`.
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)|0");

    private DurationText() {}

    /// The duration, or null if the text is none.
    public static @Nullable Duration parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) return null;
        if (form.group(1) == null) return Duration.ZERO;
        return Duration.of(Long.parseLong(form.group(1)), unit(form.group(2)));
    }

    private static ChronoUnit unit(String letters) {
        return switch (letters) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
    }

    /// The duration in the largest unit, up to hours, that shows it without a fraction; finer parts
    /// than a millisecond are dropped.
    public static String of(Duration duration) {
        var millis = duration.toMillis();
        if (millis % 1000 != 0) return millis + "ms";
        var seconds = millis / 1000;
        if (seconds % 60 != 0 || seconds == 0) return seconds + "s";
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }
}
