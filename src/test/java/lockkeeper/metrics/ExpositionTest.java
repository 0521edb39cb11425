package lockkeeper.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                "application/openmetrics-text",
                "text/html, Application/OpenMetrics-Text; version=1.0.0"
            })
    void openMetricsForWhoeverAsksForIt(String accept) {
        assertEquals(Exposition.OPEN_METRICS, Exposition.of(accept));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "text/html",
                "text/plain;version=0.0.4",
                "application/openmetrics-text;q=0",
                "application/openmetrics-text;q=0.1,text/plain;q=0.5",
                ";;;,,,q=\"",
                "application/openmetrics-text-but-not-quite"
            })
    void plainTextForEverybodyElse(String accept) {
        assertEquals(Exposition.PROMETHEUS, Exposition.of(accept));
    }

    @Test
    void bothAreWhatTheySayTheyAre() {
        try (var scene = new MetricsScene()) {
            var plain = scene.metrics.scrape(null);
            var open = scene.metrics.scrape("application/openmetrics-text");
            assertThat(plain.contentType()).startsWith("text/plain; version=0.0.4");
            assertThat(open.contentType())
                    .startsWith("application/openmetrics-text; version=1.0.0");
            assertThat(new String(plain.body(), UTF_8)).doesNotContain("# EOF");
            assertThat(new String(open.body(), UTF_8)).endsWith("# EOF\n");
            assertEquals(0, new Exposed(open).value("lockkeeper_up{target=main}"));
        }
    }
}
