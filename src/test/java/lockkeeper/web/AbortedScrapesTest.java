package lockkeeper.web;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.GuardStatus;
import lockkeeper.metrics.Metrics;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Observation;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// Scrapers that hang up in the middle of the answer, beside one that does not.
class AbortedScrapesTest {
    /// Of a whole answer in this format.
    private static final String END = "\n# EOF\n";

    private static final GuardStatus GUARD =
            new GuardStatus(
                    GuardMode.OBSERVE,
                    GuardSettings.DEFAULTS,
                    false,
                    false,
                    null,
                    false,
                    null,
                    null);

    private final Metrics metrics =
            new Metrics("1", "abc", InstantSource.system(), System::nanoTime);
    private final Stage stage = new Stage();

    @BeforeEach
    void start() throws Exception {
        for (var i = 0; i < 20; i++) measure("target" + i);
        stage.exposition(this::text).start();
    }

    /// Many databases, so that the answer is too large for the buffers in between.
    private void measure(String target) {
        var meters =
                metrics.target(target, () -> GUARD, _ -> Set.of(), () -> Duration.ofMinutes(5));
        var found = new ArrayList<CatalogFacts>();
        for (var i = 0; i < 50; i++) found.add(new CatalogFacts("database" + i, 1, 1, List.of()));
        meters.onCatalogs(found);
        var scene =
                new Scene()
                        .held(1, ACCESS_EXCLUSIVE, USERS)
                        .crowd(2, 20, ACCESS_SHARE, USERS)
                        .snapshot();
        meters.onObservation(
                new Observation(
                        target,
                        Observation.Kind.FULL,
                        WaitGraph.of(scene),
                        System.nanoTime(),
                        Duration.ofMillis(3)));
    }

    @AfterEach
    void close() {
        stage.close();
        metrics.close();
    }

    private Exposition.Text text(@Nullable String accept) {
        var scrape = metrics.scrape(accept);
        return new Exposition.Text(scrape.contentType(), scrape.body());
    }

    @Test
    void neitherBreakNorDelayTheOthers() throws Exception {
        assertThat(scrape().lines().count()).isGreaterThan(20_000);
        try (var rude = Executors.newVirtualThreadPerTaskExecutor()) {
            var begun = new ArrayList<java.util.concurrent.Future<Void>>();
            for (var i = 0; i < 20; i++) begun.add(rude.submit(hangUpAfter(i * 5000)));
            for (var i = 0; i < 3; i++) {
                var begin = System.nanoTime();
                assertThat(scrape()).endsWith(END);
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isLessThan(Duration.ofSeconds(15));
            }
            for (var one : begun) one.get();
        }
        assertThat(stage.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(scrape()).endsWith(END);
    }

    private String scrape() throws Exception {
        var answer = stage.get("/metrics", "Accept", "application/openmetrics-text");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /// With a reset, as a scraper that has run into its timeout.
    private Callable<Void> hangUpAfter(int bytes) {
        return () -> {
            try (var socket = new Socket()) {
                socket.setReceiveBufferSize(4096);
                socket.setSoTimeout(60_000);
                socket.setSoLinger(true, 0);
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.port()));
                socket.getOutputStream()
                        .write(
                                "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
            }
            return null;
        };
    }
}
