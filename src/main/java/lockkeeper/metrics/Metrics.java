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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Everything we measure, in the words of Prometheus. Safe from any thread; a scrape asks nobody.
public final class Metrics implements AutoCloseable {
    /// All is described. The default looks that up anew for each meter of each scrape.
    private static final PrometheusConfig DESCRIBED =
            new PrometheusConfig() {
                @Override
                public @Nullable String get(String key) {
                    return null;
                }

                @Override
                public boolean descriptions() {
                    return true;
                }
            };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(DESCRIBED);
    private final Series series = new Series();

    /// A platform thread: on a virtual one a `BufferedWriter` begins small and grows by a few
    /// characters with each write (JDK 25), which copies 9 MB for 50 KB of text.
    private final ExecutorService composer =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("lockkeeper-scrape").factory());

    private final LongSupplier nanoTime;
    private final DaemonMeters daemon;
    private final JvmMeters jvm;
    private final PoolMeters pools = new PoolMeters(registry);

    /// @param nanoTime a monotonic clock, in nanoseconds
    public Metrics(String version, String commit, InstantSource clock, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        registry.getPrometheusRegistry().register(series);
        jvm = new JvmMeters(registry);
        daemon = new DaemonMeters(registry, version, commit, clock);
    }

    /// Begins to measure one server.
    ///
    /// @param status how its guard stands now
    /// @param behindDdl who would be released if the DDL that blocks them ended
    /// @param staleAfter how old a sample may be and still be shown
    public Meters target(
            String name,
            Supplier<GuardStatus> status,
            Function<Observation, ? extends Set<? extends LockOwner>> behindDdl,
            Supplier<Duration> staleAfter) {
        return new Meters(registry, series, name, status, behindDdl, staleAfter, nanoTime);
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
        return CompletableFuture.supplyAsync(() -> compose(format), composer).join();
    }

    /// [#scrape] on the thread of the caller.
    Scrape compose(Exposition format) {
        var body = new ByteArrayOutputStream(32 * 1024);
        try {
            registry.scrape(body, format.contentType());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return new Scrape(format.contentType(), body.toByteArray());
    }

    /// Shows how a pool of connections stands.
    public void pool(String name, Supplier<PoolUse> use) {
        pools.add(name, use);
    }

    @Override
    public void close() {
        composer.shutdown();
        jvm.close();
        registry.close();
    }
}
