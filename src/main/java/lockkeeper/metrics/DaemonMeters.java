package lockkeeper.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// What we measure about ourselves, whatever the server.
final class DaemonMeters {
    private static final List<String> CHANNELS = List.of("slack", "webhook");
    private static final List<String> OUTCOMES = List.of("delivered", "failed", "dropped");
    private static final List<String> VERDICTS = List.of("clean", "waited", "guard acted");

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Counter journalFailures;
    private volatile boolean configUsable = true;
    private volatile double configReadAt;

    DaemonMeters(MeterRegistry registry, String version, String commit, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        configReadAt = now();
        Gauge.builder("lockkeeper.build.info", () -> 1)
                .description("1, with the version of this Lockkeeper as labels.")
                .tags("version", version, "commit", commit)
                .register(registry);
        journalFailures =
                Counter.builder("lockkeeper.journal.failures")
                        .description("Writes to the journal that failed, trials included.")
                        .register(registry);
        for (var channel : CHANNELS) for (var outcome : OUTCOMES) alerts(channel, outcome);
        for (var verdict : VERDICTS) deploys(verdict);
        gauge(
                "lockkeeper.config.last.reload.successful",
                "Whether the configuration as it is now could be used when last read.",
                () -> configUsable ? 1 : 0);
        gauge(
                "lockkeeper.config.last.reload.success.timestamp.seconds",
                "When the configuration in force was read.",
                () -> configReadAt);
    }

    private void gauge(String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).register(registry);
    }

    private Counter alerts(String channel, String outcome) {
        return Counter.builder("lockkeeper.alerts")
                .description("Messages to people and programs elsewhere, by what became of them.")
                .tags("channel", channel, "outcome", outcome)
                .register(registry);
    }

    private Counter deploys(String verdict) {
        return Counter.builder("lockkeeper.deploys")
                .description("Deploy windows that were closed, by their verdict.")
                .tags("verdict", verdict)
                .register(registry);
    }

    void deployClosed(String verdict) {
        deploys(verdict).increment();
    }

    void alert(String channel, String outcome) {
        alerts(channel, outcome).increment();
    }

    void journalFailed() {
        journalFailures.increment();
    }

    void configReloaded(boolean usable) {
        configUsable = usable;
        if (usable) configReadAt = now();
    }

    private double now() {
        return clock.millis() / 1000.0;
    }
}
