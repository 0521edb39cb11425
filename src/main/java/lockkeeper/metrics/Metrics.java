package lockkeeper.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import lockkeeper.guard.GuardStatus;
import lockkeeper.lock.LockOwner;
import lockkeeper.watch.Observation;
import lockkeeper.watch.PoolUse;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// Everything we measure, in the words of Prometheus. Safe from any thread; a scrape asks nobody.
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final InstantSource clock;
    private final DaemonMeters daemon;
    private final JvmMeters jvm;
    private final PoolMeters pools = new PoolMeters(registry);

    public Metrics(String version, String commit, InstantSource clock) {
        this.clock = clock;
        jvm = new JvmMeters(registry);
        daemon = new DaemonMeters(registry, version, commit, clock);
    }

    /// Begins to measure one server.
    ///
    /// @param status how its guard stands now, null while it has seen nothing
    /// @param behindDdl who would be released if the DDL that blocks them ended
    /// @param staleAfter how old a sample may be and still be shown
    public Meters target(
            String name,
            Supplier<@Nullable GuardStatus> status,
            Function<Observation, ? extends Set<? extends LockOwner>> behindDdl,
            Supplier<Duration> staleAfter) {
        return new Meters(registry, name, status, behindDdl, staleAfter, clock);
    }

    /// What became of a message to `slack` or a `webhook`: `delivered`, `failed` or `dropped`.
    public void alert(String channel, String outcome) {
        daemon.alert(channel, outcome);
    }

    /// A deploy window was closed with this verdict: `clean`, `waited` or `guard acted`.
    public void deployClosed(String verdict) {
        daemon.deployClosed(verdict);
    }

    /// The journal could not be written.
    public void journalFailed() {
        daemon.journalFailed();
    }

    /// The configuration was read anew, or could not be used.
    public void configReloaded(boolean usable) {
        daemon.configReloaded(usable);
    }

    /// @param accept what the scraper can read, its header `Accept`; null: nothing said
    public Scrape scrape(@Nullable String accept) {
        var format = Exposition.of(accept);
        var body = new ByteArrayOutputStream(32 * 1024);
        try {
            registry.scrape(body, format.contentType());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return new Scrape(format.contentType(), body.toByteArray());
    }

    /// The form in which a scrape will be answered.
    ///
    /// @param accept the scraper's header `Accept`; null: nothing said
    public String contentType(@Nullable String accept) {
        return Exposition.of(accept).contentType();
    }

    /// @param contentType one that [#contentType] chose
    public void write(String contentType, OutputStream out) throws IOException {
        registry.scrape(out, contentType);
    }

    /// Shows how a pool of connections stands.
    public void pool(String name, Supplier<PoolUse> use) {
        pools.add(name, use);
    }

    @Override
    public void close() {
        jvm.close();
        registry.close();
    }
}
