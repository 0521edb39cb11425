package lockkeeper.incident;

import lockkeeper.setting.Checks;

import java.time.Duration;

/// From where on something is worth a person's time.
///
/// @param alert a pile-up behind DDL, to be told; each is kept, however small
/// @param contention a queue behind anything else, to be kept and told
public record IncidentSettings(Threshold alert, Threshold contention) {
    public static final IncidentSettings DEFAULTS =
            new IncidentSettings(
                    new Threshold(5, Duration.ofSeconds(1)),
                    new Threshold(10, Duration.ofSeconds(30)));

    /// @param queued at least so many sessions wait …
    /// @param sustained … for at least so long
    public record Threshold(int queued, Duration sustained) {}

    public IncidentSettings {
        var checks = new Checks("incidents");
        check(checks, "alert", alert);
        check(checks, "contention", contention);
        checks.done();
    }

    private static void check(Checks checks, String key, Threshold threshold) {
        checks.between(1, 100_000, key + ".queued", threshold.queued());
        checks.between(
                Duration.ZERO, Duration.ofHours(24), key + ".sustained", threshold.sustained());
    }
}
