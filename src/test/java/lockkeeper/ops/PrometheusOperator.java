package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The kinds of the Prometheus operator, whose classes the Kubernetes client does not have: the
/// keys our chart may use of them, and what must be there.
final class PrometheusOperator {
    private static final Set<String> ENDPOINT =
            Set.of("port", "path", "interval", "scrapeTimeout", "relabelings", "metricRelabelings");
    private static final Set<String> RELABELING =
            Set.of(
                    "sourceLabels",
                    "separator",
                    "targetLabel",
                    "regex",
                    "modulus",
                    "replacement",
                    "action");
    private static final Set<String> RECORD = Set.of("record", "expr");
    private static final Set<String> ALERT =
            Set.of("alert", "expr", "for", "labels", "annotations");

    private PrometheusOperator() {}

    static void check(Manifest manifest) {
        switch (manifest.kind()) {
            case "ServiceMonitor" -> monitor(manifest, "endpoints");
            case "PodMonitor" -> monitor(manifest, "podMetricsEndpoints");
            case "PrometheusRule" -> rules(manifest);
            default -> throw new AssertionError("unknown kind " + manifest.kind());
        }
    }

    private static void monitor(Manifest manifest, String endpoints) {
        assertThat(keys(manifest.at("spec"))).containsExactlyInAnyOrder("selector", endpoints);
        assertThat(keys(manifest.at("spec", "selector"))).containsExactly("matchLabels");
        assertThat(manifest.list("spec", endpoints)).isNotEmpty();
        for (var endpoint : manifest.list("spec", endpoints)) {
            assertThat(keys(endpoint)).isSubsetOf(ENDPOINT);
            var one = new Manifest((Map<?, ?>) endpoint);
            assertThat(one.list("relabelings")).isNotEmpty();
            for (var list : Set.of("relabelings", "metricRelabelings"))
                for (var relabeling : one.list(list))
                    assertThat(keys(relabeling)).isSubsetOf(RELABELING);
        }
    }

    private static void rules(Manifest manifest) {
        assertThat(keys(manifest.at("spec"))).containsExactly("groups");
        assertThat(manifest.list("spec", "groups")).isNotEmpty();
        for (var group : manifest.list("spec", "groups")) {
            assertThat(keys(group))
                    .contains("name", "rules")
                    .isSubsetOf("name", "interval", "rules");
            for (var rule : new Manifest((Map<?, ?>) group).list("rules"))
                assertThat(keys(rule))
                        .contains("expr")
                        .isSubsetOf(keys(rule).contains("alert") ? ALERT : RECORD);
        }
    }

    private static Set<String> keys(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) throw new AssertionError("not a map: " + value);
        return map.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
    }
}
