package lockkeeper.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import lockkeeper.watch.PoolUse;

import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/// The pools of our connections, under the names that dashboards for HikariCP look for.
final class PoolMeters {
    private final MeterRegistry registry;

    PoolMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void add(String pool, Supplier<PoolUse> use) {
        gauge("", "Connections of the pool.", pool, use, PoolUse::total);
        gauge(".active", "Connections that are lent out.", pool, use, PoolUse::active);
        gauge(".idle", "Connections that are ready.", pool, use, PoolUse::idle);
        gauge(".pending", "Threads that wait for a connection.", pool, use, PoolUse::pending);
        gauge(".max", "Connections there may be.", pool, use, PoolUse::most);
        gauge(".min", "Connections that are kept ready.", pool, use, PoolUse::least);
    }

    private void gauge(
            String name,
            String help,
            String pool,
            Supplier<PoolUse> use,
            ToIntFunction<PoolUse> value) {
        Gauge.builder("hikaricp.connections" + name, () -> value.applyAsInt(use.get()))
                .description(help)
                .tag("pool", pool)
                .register(registry);
    }
}
