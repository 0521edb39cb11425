package lockkeeper.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/// Creates the meters of one server: each with our prefix, a description and the label `target`.
final class TargetRegistry {
    private static final Duration[] BUCKETS =
            Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final String target;

    TargetRegistry(MeterRegistry registry, String target) {
        this.registry = registry;
        this.target = LabelText.of(target);
    }

    /// @param labels name, value, name, value …
    void gauge(String name, String help, DoubleSupplier value, String... labels) {
        Gauge.builder("lockkeeper." + name, value::getAsDouble)
                .description(help)
                .tags(tags(labels))
                .register(registry);
    }

    Counter counter(String name, String help, String... labels) {
        return Counter.builder("lockkeeper." + name)
                .description(help)
                .tags(tags(labels))
                .register(registry);
    }

    Timer timer(String name, String help, String... labels) {
        return Timer.builder("lockkeeper." + name)
                .description(help)
                .tags(tags(labels))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /// A gauge whose labels come and go.
    MultiGauge gauges(String name, String help) {
        return MultiGauge.builder("lockkeeper." + name)
                .description(help)
                .tags(tags())
                .register(registry);
    }

    private Tags tags(String... labels) {
        return Tags.of("target", target).and(labels);
    }
}
