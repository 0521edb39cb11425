package lockkeeper.metrics;

import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lockkeeper.graph.Scene;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Observation;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

@Isolated("sets the locale of the process, and measures")
class HostileMetricsTest {
    private static final String NASTY = "\"}\n# TYPE x counter\r\0\u202e\\\ud800' é漢";

    @Test
    void tenThousandContendedRelationsMakeTenSeries() {
        try (var scene = new MetricsScene()) {
            scene.sees(contended(10_000));
            var exposed = scene.exposed();
            assertEquals(10, exposed.count("lockkeeper_queue_depth{"));
            var first =
                    exposed.values().keySet().stream()
                            .filter(series -> series.contains("queue_depth"))
                            .findFirst()
                            .orElseThrow();
            assertThat(first).contains("\"}\ufffd# TYPE x counter\ufffd\ufffd\ufffd\\\ufffd' é漢");
            assertTrue(first.length() < 400, first);
        }
    }

    @Test
    void manyDatabasesShareTheirLastLabel() {
        try (var scene = new MetricsScene()) {
            var crowd = new Scene().held(1, ACCESS_EXCLUSIVE, Scene.USERS);
            var found = new ArrayList<CatalogFacts>();
            for (var pid = 2; pid < 1002; pid++) {
                crowd.awaited(pid, ACCESS_SHARE, Scene.USERS);
                found.add(new CatalogFacts("db" + pid, 1, 0, List.of()));
            }
            scene.main.onCatalogs(found);
            scene.sees(crowd);
            var exposed = scene.exposed();
            assertEquals(
                    DatabaseNames.LIMIT + 1,
                    exposed.count("lockkeeper_blocked_session_seconds_total{"));
            assertEquals(
                    1000 - (DatabaseNames.LIMIT - 1),
                    exposed.value("lockkeeper_invalid_indexes{database=(other), target=main}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "ar-EG-u-nu-arab", "de-DE", "hi-IN-u-nu-deva"})
    void theTextIsTheSameInEveryLocale(String locale) {
        var before = Locale.getDefault();
        var root = ourText();
        assertThat(root).contains("# HELP lockkeeper_invalid_indexes", "1234567.0");
        Locale.setDefault(Locale.forLanguageTag(locale));
        try {
            assertEquals(root, ourText());
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String ourText() {
        try (var scene = new MetricsScene()) {
            scene.sees(contended(3));
            scene.seesNobody(Scene.START.plusSeconds(1));
            scene.main.onCatalogs(List.of(new CatalogFacts("app", 1234567, 12, List.of())));
            return new String(scene.metrics.scrape(null).body(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("lockkeeper_"))
                    .collect(Collectors.joining("\n"));
        }
    }

    @Test
    void twoHundredScrapesAtOnceAreWholeWhileSamplesArrive() throws Exception {
        try (var scene = new MetricsScene();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            scene.sees(contended(30));
            var scrape = (Callable<Exposed>) scene::exposed;
            var scrapes = Stream.generate(() -> scrape).limit(200).map(threads::submit).toList();
            for (var i = 0; i < 10; i++) scene.sees(contended(10 + i));
            for (var done : scrapes)
                assertEquals(1, done.get().value("lockkeeper_up{target=main}"));
        }
    }

    @Test
    @Tag("long") // a time, so not for every build
    void aScrapeOfThreeBusyServersCostsLittle() {
        try (var scene = new MetricsScene()) {
            for (var name : List.of("two", "three"))
                scene.metrics
                        .target(
                                name,
                                () -> scene.status,
                                _ -> Set.of(),
                                () -> Duration.ofSeconds(5))
                        .onObservation(observation(contended(1000)));
            scene.sees(contended(1000));
            for (var i = 0; i < 20; i++)
                scene.main.onCatalogs(List.of(new CatalogFacts("db" + i, 0, 0, List.of())));
            var cost =
                    LongStream.generate(() -> processorTime(scene)).limit(200).sorted().toArray();
            // not the median: a busy machine inflates processor time, too
            assertThat(Duration.ofNanos(cost[20])).isLessThan(Duration.ofMillis(5));
        }
    }

    private static long processorTime(MetricsScene scene) {
        var threads = ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadCpuTime();
        scene.metrics.compose(Exposition.PROMETHEUS);
        return threads.getCurrentThreadCpuTime() - before;
    }

    private static Observation observation(LockSnapshot snapshot) {
        var graph = WaitGraph.of(snapshot);
        return new Observation("main", Observation.Kind.FULL, graph, 0, Duration.ofMillis(3));
    }

    private static LockSnapshot contended(int relations) {
        var scene = new Scene();
        var names = new HashMap<LockTarget, RelationName>();
        var pid = 1;
        for (var i = 0; i < relations; i++) {
            var target = LockTarget.relation(5, 2000 + i);
            names.put(target, new RelationName(NASTY + i, NASTY.repeat(20), null));
            scene.held(pid++, ACCESS_EXCLUSIVE, target);
            scene.awaited(pid++, ACCESS_SHARE, target);
        }
        return MetricsScene.named(scene.snapshot(), names, Map.of(5L, NASTY));
    }
}
