package lockkeeper.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;

/// Gauges and counters for the Prometheus client, with names, help and labels that are made once.
/// Micrometer's registry makes, checks and sorts these anew for each series of each scrape. Safe
/// from any thread.
final class Series implements MultiCollector {
    private static final Logger log = LoggerFactory.getLogger(Series.class);

    private final Map<String, Family<DoubleSupplier>> gauges = new ConcurrentHashMap<>();
    private final Map<String, Family<DoubleAdder>> counters = new ConcurrentHashMap<>();

    /// All of one name, in the order in which they are shown.
    private record Family<S>(MetricMetadata about, Map<Labels, S> series) {
        private Family(String name, String help) {
            this(new MetricMetadata(name, help), new ConcurrentSkipListMap<>());
        }

        private <P> List<P> points(BiFunction<S, Labels, P> point) {
            var points = new ArrayList<P>(series.size());
            series.forEach((labels, one) -> points.add(point.apply(one, labels)));
            return points;
        }
    }

    /// @param value asked at each scrape; where it fails the gauge is `NaN`, and the others stay
    void gauge(String name, String help, DoubleSupplier value, Labels labels) {
        gauges.computeIfAbsent(name, _ -> new Family<>(name, help)).series.put(labels, value);
    }

    /// A counter of this name and these labels; the one that there is, if it was made before.
    ///
    /// @param name without `_total`
    DoubleAdder counter(String name, String help, Labels labels) {
        return counters.computeIfAbsent(name, _ -> new Family<>(name, help))
                .series
                .computeIfAbsent(labels, _ -> new DoubleAdder());
    }

    @Override
    public MetricSnapshots collect() {
        var all = MetricSnapshots.builder();
        for (var family : gauges.values())
            all.metricSnapshot(new GaugeSnapshot(family.about, family.points(Series::point)));
        for (var family : counters.values())
            all.metricSnapshot(new CounterSnapshot(family.about, family.points(Series::point)));
        return all.build();
    }

    private static GaugeDataPointSnapshot point(DoubleSupplier value, Labels labels) {
        return new GaugeDataPointSnapshot(valueOf(value), labels, null);
    }

    private static double valueOf(DoubleSupplier value) {
        try {
            return value.getAsDouble();
        } catch (RuntimeException e) {
            log.warn("a gauge cannot be read", e);
            return Double.NaN;
        }
    }

    private static CounterDataPointSnapshot point(DoubleAdder count, Labels labels) {
        return new CounterDataPointSnapshot(count.sum(), labels, null, 0);
    }
}
