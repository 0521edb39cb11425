package lockkeeper.metrics;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import lockkeeper.graph.Scene;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.PoolUse;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What Prometheus' own tool thinks of our text. Skipped where it is not installed, unless the
/// environment says `LOCKKEEPER_REQUIRE=promtool`.
class PromtoolTest {
    @Test
    void hasNothingToFind() throws Exception {
        assumeTrue(isRequired() || isInstalled(), "promtool is not installed");
        try (var scene = new MetricsScene()) {
            scene.sees(
                    new Scene().held(1, ACCESS_SHARE, USERS).awaited(2, ACCESS_EXCLUSIVE, USERS));
            scene.main.onCatalogs(List.of(new CatalogFacts("app", 1, 1, List.of())));
            scene.metrics.pool("main", () -> new PoolUse(2, 2, 0, 0, 2, 2));
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
