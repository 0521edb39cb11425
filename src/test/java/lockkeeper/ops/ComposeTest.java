package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.config.Configuration;
import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.List;

/// Whether the parts of the try-out find each other and their files.
class ComposeTest {
    private final Compose compose;

    ComposeTest() throws Exception {
        compose = Compose.read();
    }

    @Test
    void everythingThatIsMountedIsThere() {
        for (var service : compose.services())
            assertThat(compose.mounts(service).values()).as(service).allMatch(Files::exists);
        assertThat(compose.services())
                .containsExactlyInAnyOrder("postgres", "lockkeeper", "prometheus", "grafana");
    }

    @Test
    void theDaemonReadsItsFileAndWatchesTheServerNextToIt() throws Exception {
        var configuration = configuration();
        assertThat(configuration.targets()).hasSize(1);
        assertThat(configuration.targets().getFirst().connection().url())
                .startsWith("jdbc:postgresql://postgres:5432/");
        assertThat(configuration.journal().path()).hasToString("/var/lib/lockkeeper/journal");
    }

    @Test
    void prometheusScrapesTheDaemonAndFindsItsRules() throws Exception {
        var port = configuration().http().listen().port();
        var option = compose.texts("services", "prometheus", "command").getFirst();
        var path = option.replace("--config.file=", "");
        var file = compose.seenAs("prometheus", path);
        var prometheus = Manifest.parse(Files.readString(file)).getFirst();
        assertThat(prometheus.list("scrape_configs", 0, "static_configs", 0, "targets"))
                .isEqualTo(List.of("lockkeeper:" + port));
        for (var rules : prometheus.list("rule_files"))
            assertThat(file.resolveSibling(rules.toString())).exists();
        assertThat(configuration().http().hosts()).contains("lockkeeper");
    }

    @Test
    void grafanaFindsItsDashboardsAndPrometheus() throws Exception {
        var environment = compose.environment("grafana");
        var home = environment.get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH");
        assertThat(compose.seenAs("grafana", String.valueOf(home))).exists();
        var provisioning = compose.seenAs("grafana", "/etc/grafana/provisioning");
        assertThat(provisioning.resolve("datasources/prometheus.yaml"))
                .content()
                .contains("${PROMETHEUS_URL}");
        assertThat(environment).containsEntry("PROMETHEUS_URL", "http://prometheus:9090");
    }

    @Test
    void nothingIsPublishedBeyondThisMachine() {
        for (var service : compose.services())
            assertThat(compose.texts("services", service, "ports"))
                    .as(service)
                    .isNotEmpty()
                    .allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    private Configuration configuration() throws Exception {
        var command = compose.texts("services", "lockkeeper", "command");
        var file = compose.seenAs("lockkeeper", command.getLast());
        return new ConfigurationReader(compose.environment("lockkeeper")).read(Flags.file(file));
    }
}
