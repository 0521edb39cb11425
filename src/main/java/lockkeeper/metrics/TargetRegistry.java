package lockkeeper.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.model.snapshots.Labels;

import java.time.Duration;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/// Creates the meters of one server: each with our prefix, a description and the label `target`.
final class TargetRegistry {
    private static final String PREFIX = "lockkeeper_";
    private static final Duration[] BUCKETS =
            Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Series series;
    private final String target;

    /// @param registry for timers, and for what comes and goes
    /// @param series for all else, which is nearly all
    TargetRegistry(MeterRegistry registry, Series series, String target) {
        this.registry = registry;
        this.series = series;
        this.target = LabelText.of(target);
    }

    /// @param labels name, value, name, value …
    void gauge(String name, String help, DoubleSupplier value, String... labels) {
        series.gauge(PREFIX + name, help, value, labels(labels));
    }

    /// @param name without `_total`
    DoubleAdder counter(String name, String help, String... labels) {
        return series.counter(PREFIX + name, help, labels(labels));
    }

    Timer timer(String name, String help, String... labels) {
        return Timer.builder(PREFIX + name)
                .description(help)
                .tags(tags(labels))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /// A gauge whose labels come and go.
    MultiGauge gauges(String name, String help) {
        return MultiGauge.builder(PREFIX + name).description(help).tags(tags()).register(registry);
    }

    private Labels labels(String... more) {
        return Labels.of(more).add("target", target);
    }

    private Tags tags(String... labels) {
        return Tags.of("target", target).and(labels);
    }
}
