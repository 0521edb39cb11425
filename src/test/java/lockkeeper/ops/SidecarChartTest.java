package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.V1Job;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The example of a chart of one's own that has the daemon as a sidecar of its migration Job.
class SidecarChartTest {
    @TempDir private Path folder;
    private Chart chart = Chart.LOCKKEEPER;
    private List<Manifest> manifests = List.of();

    @BeforeEach
    void renderWithTheChartAsItsDependency() {
        new Chart(folder.resolve("charts/lockkeeper")).copyOf(Chart.LOCKKEEPER.folder());
        chart = new Chart(folder).copyOf(Path.of("helm/examples/migration-job"));
        manifests = chart.render();
    }

    @Test
    void isWhatKubernetesKnowsAndKeepsToTheRestrictedProfile() {
        assertThat(manifests)
                .extracting(Manifest::kind)
                .containsExactlyInAnyOrder("Job", "ConfigMap", "ServiceAccount");
        assertThat(manifests).allSatisfy(Models::check).allSatisfy(RestrictedProfile::check);
    }

    @Test
    void theMigrationStartsOnlyWhenItIsGuarded() {
        var sidecar = job().getSpec().getTemplate().getSpec().getInitContainers().getFirst();
        assertThat(sidecar.getRestartPolicy()).isEqualTo("Always");
        assertThat(sidecar.getStartupProbe().getHttpGet().getPath()).isEqualTo("/armedz");
    }

    @Test
    void aGuardThatOnlyObservesIsReadyOnceItIsRead() throws IOException {
        manifests = chart.render(values("{lockkeeper: {guard: {mode: observe}}}"));
        var sidecar = job().getSpec().getTemplate().getSpec().getInitContainers().getFirst();
        assertThat(sidecar.getStartupProbe().getHttpGet().getPath()).isEqualTo("/readyz");
    }

    @Test
    void aTargetThatIsOnlyWatchedBesideOneThatIsGuardedIsRefused() throws IOException {
        var mixed =
                values(
                        """
                        lockkeeper:
                          targets:
                            - {name: a, url: "jdbc:postgresql://a/postgres", user: u}
                            - {name: b, url: "jdbc:postgresql://b/postgres", user: u, guard: {mode: observe}}
                        """);
        assertThatThrownBy(() -> chart.render(mixed))
                .hasMessageContaining("all of its targets or none")
                .hasMessageContaining("enforce, observe");
    }

    private Path values(String yaml) throws IOException {
        return Files.writeString(folder.resolve("other-values.yaml"), yaml);
    }

    @Test
    void theSettingsAreThereBeforeTheJob() {
        assertThat(weight("ConfigMap")).isLessThan(weight("Job"));
        assertThat(manifest("ConfigMap").text("data", "lockkeeper.yaml")).contains("mode: enforce");
    }

    private V1Job job() {
        return (V1Job) Models.read(manifest("Job"));
    }

    private int weight(String kind) {
        return Integer.parseInt(
                manifest(kind).text("metadata", "annotations", "helm.sh/hook-weight"));
    }

    private Manifest manifest(String kind) {
        return manifests.stream().filter(m -> m.kind().equals(kind)).findFirst().orElseThrow();
    }
}
