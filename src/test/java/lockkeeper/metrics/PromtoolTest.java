package lockkeeper.metrics;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.metrics.PoolStats;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;

import lockkeeper.graph.Scene;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What Prometheus' own tool thinks of our text. Skipped where it is not installed, unless the
/// environment says `LOCKKEEPER_REQUIRE=promtool`.
class PromtoolTest {
    private static final PoolStats POOL =
            new PoolStats(1000) {
                @Override
                protected void update() {}
            };

    @Test
    void hasNothingToFind() throws Exception {
        assumeTrue(isRequired() || isInstalled(), "promtool is not installed");
        try (var scene = new MetricsScene()) {
            scene.sees(
                    new Scene().held(1, ACCESS_SHARE, USERS).awaited(2, ACCESS_EXCLUSIVE, USERS));
            scene.main.onCatalog("app", 1, 1);
            new MicrometerMetricsTrackerFactory(scene.metrics.registry()).create("main", POOL);
            assertEquals("", findings(scene.metrics.scrape(null).body()));
        }
    }

    private static String findings(byte[] text) throws IOException, InterruptedException {
        var promtool =
                new ProcessBuilder("promtool", "check", "metrics")
                        .redirectErrorStream(true)
                        .start();
        try (var input = promtool.getOutputStream()) {
            input.write(text);
        }
        var said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
        return promtool.waitFor() == 0 ? "" : said;
    }

    private static boolean isRequired() {
        return System.getenv().getOrDefault("LOCKKEEPER_REQUIRE", "").contains("promtool");
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }
}
