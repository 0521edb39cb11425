package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ChartTest {
    @TempDir private Path folder;

    static List<Path> examples() throws IOException {
        return Chart.examples();
    }

    @Test
    void theStrictLintFindsNothing() {
        var result = new Helm(Chart.LOCKKEEPER.folder()).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everythingRenderedIsWhatKubernetesKnows(Path values) {
        var manifests = Chart.LOCKKEEPER.render(values);
        assertThat(manifests).isNotEmpty().allSatisfy(Models::check);
        assertThat(manifests).extracting(m -> m.type() + m.name()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyPodKeepsToTheRestrictedProfile(Path values) {
        for (var manifest : Chart.LOCKKEEPER.render(values)) RestrictedProfile.check(manifest);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void nothingIsRandom(Path values) {
        assertThat(Chart.LOCKKEEPER.text(values)).isEqualTo(Chart.LOCKKEEPER.text(values));
    }

    @ParameterizedTest
    @CsvSource({
        "default, ConfigMap Deployment Pod Service ServiceAccount",
        "sidecar, ConfigMap PodMonitor ServiceAccount",
        "monitors, ConfigMap Deployment Pod PodMonitor Service ServiceAccount ServiceMonitor",
        "rules, ConfigMap Deployment Pod PrometheusRule Service ServiceAccount",
        "dashboards, ConfigMap ConfigMap Deployment Pod Service ServiceAccount",
        "network-policy, ConfigMap Deployment NetworkPolicy Pod Service ServiceAccount",
        "journal, ConfigMap Deployment PersistentVolumeClaim Pod Service ServiceAccount",
        "existing-claim, ConfigMap Deployment Pod Service ServiceAccount",
        "extras, ConfigMap Deployment Ingress Pod Service ServiceAccount",
        "identity, ConfigMap Deployment Pod Service"
    })
    void aFeatureBringsItsObjectsAndNoOthers(String example, String kinds) {
        assertThat(Chart.LOCKKEEPER.render(Chart.example(example)))
                .extracting(Manifest::kind)
                .containsExactlyInAnyOrder(kinds.split(" "));
    }

    @Test
    void onlyWhatNeedsARestartBringsANewPod() throws IOException {
        var before = podOf("{}");
        assertThat(podOf("{guard: {mode: enforce}, sampling: {interval: 1s}}")).isEqualTo(before);
        assertThat(podOf("{sampling: {statement_timeout: 2s}}")).isNotEqualTo(before);
        assertThat(podOf("{log: {format: json}}")).isNotEqualTo(before);
        var other = "{targets: [{name: main, url: 'jdbc:postgresql://other/postgres', user: a}]}";
        assertThat(podOf(other)).isNotEqualTo(before);
    }

    private String podOf(String values) throws IOException {
        var file = Files.writeString(folder.resolve("values.yaml"), values);
        return only("Deployment", Chart.LOCKKEEPER.render(file)).text("spec", "template");
    }

    @Test
    void theNotesNameTheGrantsAndTheGuardsMode() {
        assertThat(Chart.LOCKKEEPER.notes(Chart.example("two-targets")))
                .contains("as lockkeeper, guard enforce", "as lockkeeper, guard off")
                .contains("GRANT pg_monitor TO \"lockkeeper\"")
                .contains("GRANT pg_signal_backend TO \"lockkeeper\"");
    }

    @Test
    void anUnwantedAlertIsLeftOutAndTheOthersPointToTheRunbook() {
        var rules = only("PrometheusRule", Chart.LOCKKEEPER.render(Chart.example("rules")));
        assertThat(rules.text("spec"))
                .doesNotContain("LockkeeperInvalidIndexes")
                .contains("team=database")
                .contains("https://example.org/lockkeeper/runbooks.md#lockkeeperpileup");
    }

    private static Manifest only(String kind, List<Manifest> manifests) {
        return manifests.stream().filter(m -> m.kind().equals(kind)).findFirst().orElseThrow();
    }
}
