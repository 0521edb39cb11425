package lockkeeper.watch;

import lockkeeper.setting.Checks;

import java.time.Duration;

/// How often the server is read, and what of it is kept.
///
/// @param interval while nothing waits for a lock
/// @param contendedInterval while something does
/// @param statementTimeout for every statement of ours
public record SamplingSettings(
        Duration interval,
        Duration contendedInterval,
        Duration statementTimeout,
        QueryText queryText) {
    public static final SamplingSettings DEFAULTS =
            new SamplingSettings(
                    Duration.ofMillis(500),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(1),
                    QueryText.MASKED);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    public SamplingSettings {
        var shortest = Duration.ofMillis(20);
        var longest = Duration.ofMinutes(1);
        new Checks("sampling")
                .between(shortest, longest, "interval", interval)
                .between(shortest, longest, "contended_interval", contendedInterval)
                .between(Duration.ofMillis(50), longest, "statement_timeout", statementTimeout)
                .done();
    }

    /// The same, but for the texts.
    public SamplingSettings with(QueryText text) {
        return new SamplingSettings(interval, contendedInterval, statementTimeout, text);
    }

    /// How old the newest sample may be and still be called the present.
    public Duration patience() {
        var intervals = Duration.ofNanos(5 * interval.toNanos());
        return intervals.compareTo(PATIENCE) > 0 ? intervals : PATIENCE;
    }
}
