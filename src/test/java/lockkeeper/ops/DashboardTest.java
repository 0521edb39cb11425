package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

class DashboardTest {
    private static final Pattern RATE = Pattern.compile("(?:rate|increase)\\([^\\[]+\\[([^\\]]+)]");
    private static final Pattern METRIC = Pattern.compile("\\blockkeeper_[a-z_]+");

    static List<Dashboard> dashboards() throws IOException {
        return Dashboard.all();
    }

    @Test
    void thereIsOneForTheOverviewAndOneForTheGuard() throws IOException {
        assertThat(Dashboard.all())
                .extracting(d -> Dashboard.text(d.json(), "uid"))
                .containsExactlyInAnyOrder("lockkeeper-overview", "lockkeeper-guard");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsHaveIdsOfTheirOwnAndDoNotOverlap(Dashboard dashboard) {
        var ids = dashboard.allPanels().map(panel -> panel.get("id").getAsInt()).toList();
        assertThat(ids).doesNotHaveDuplicates();
        var taken = new HashSet<List<Integer>>();
        dashboard.allPanels().forEach(panel -> place(panel, taken));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelExplainsItself(Dashboard dashboard) {
        for (var panel : dashboard.panels()) {
            assertThat(Dashboard.text(panel, "title")).isNotBlank();
            assertThat(Dashboard.text(panel, "description"))
                    .as("%s", panel.get("title"))
                    .endsWith(".");
            var defaults = panel.getAsJsonObject("fieldConfig").getAsJsonObject("defaults");
            assertThat(Dashboard.text(defaults, "unit")).isNotBlank();
            assertThat(defaults.getAsJsonObject("thresholds").getAsJsonArray("steps")).isNotEmpty();
            assertThat(panel.getAsJsonArray("links").toString()).contains("${page}");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyQueryUsesTheDatasourceVariable(Dashboard dashboard) {
        assertThat(dashboard.panels()).allSatisfy(DashboardTest::usesTheVariable);
        assertThat(dashboard.panels().stream().flatMap(Dashboard::targets))
                .allSatisfy(DashboardTest::usesTheVariable);
        assertThat(dashboard.annotations()).hasSize(2).allSatisfy(DashboardTest::usesTheVariable);
        assertThat(dashboard.variables().filter(v -> Dashboard.type(v).equals("query")))
                .allSatisfy(DashboardTest::usesTheVariable);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void targetDatabaseAndDatasourceCanBeChosen(Dashboard dashboard) {
        assertThat(dashboard.variables().map(v -> Dashboard.text(v, "name")))
                .containsExactly("datasource", "target", "database", "page");
        assertThat(dashboard.json().getAsJsonArray("links").toString()).contains("${page}");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void ratesFollowTheChosenTime(Dashboard dashboard) {
        for (var panel : dashboard.panels())
            for (var expression : expressions(panel)) {
                var rate = RATE.matcher(expression);
                while (rate.find()) assertThat(rate.group(1)).isIn("$__rate_interval", "$__range");
                if (Dashboard.type(panel).equals("timeseries"))
                    assertThat(expression).doesNotContain("$__range]");
            }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyQueryOfOursIsNarrowedToTheChosenTargets(Dashboard dashboard) {
        var ofTheDaemon = Set.of("build_info", "alerts_total", "journal_failures_total");
        for (var expression : dashboard.expressions()) {
            var metrics = METRIC.matcher(expression);
            while (metrics.find())
                if (!ofTheDaemon.contains(metrics.group().substring("lockkeeper_".length())))
                    assertThat(expression.substring(metrics.end()))
                            .startsWith("{target=~\"$target\"");
        }
    }

    @Test
    void theProvisioningPutsThemWhereTheComposeFileMountsThem() throws IOException {
        var provider =
                Manifest.parse(
                                Files.readString(
                                        Path.of("grafana/provisioning/dashboards/lockkeeper.yaml")))
                        .getFirst();
        assertThat(Files.readString(Path.of("config/compose.yaml")))
                .contains(
                        "../grafana/dashboards:"
                                + provider.text("providers", 0, "options", "path"));
    }

    private static void place(JsonObject panel, Set<List<Integer>> taken) {
        var grid = panel.getAsJsonObject("gridPos");
        int left = grid.get("x").getAsInt();
        int right = left + grid.get("w").getAsInt();
        int top = grid.get("y").getAsInt();
        int bottom = top + grid.get("h").getAsInt();
        assertThat(left).isNotNegative();
        assertThat(right).isLessThanOrEqualTo(24);
        for (int x = left; x < right; x++)
            for (int y = top; y < bottom; y++)
                assertThat(taken.add(List.of(x, y))).as("%s overlaps", panel.get("title")).isTrue();
    }

    private static void usesTheVariable(JsonObject object) {
        var datasource = object.getAsJsonObject("datasource");
        assertThat(Dashboard.text(datasource, "uid")).isEqualTo("${datasource}");
    }

    private static List<String> expressions(JsonObject panel) {
        return Dashboard.targets(panel).map(target -> Dashboard.text(target, "expr")).toList();
    }
}
