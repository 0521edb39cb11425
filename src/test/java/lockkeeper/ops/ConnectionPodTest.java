package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The pod of `helm test`.
class ConnectionPodTest {
    @TempDir private Path folder;

    @Test
    void asksTheServiceAndThenTheServers() {
        var manifests = Chart.LOCKKEEPER.render(Chart.example("default"));
        var service = only("Service", manifests).name();
        var pod = pod(manifests);
        assertThat(pod.getInitContainers())
                .extracting(V1Container::getArgs)
                .containsExactly(
                        List.of("healthcheck", "--url", "http://" + service + ":9753/healthz"));
        assertThat(pod.getContainers())
                .extracting(V1Container::getArgs)
                .containsExactly(
                        List.of("check", "--config", "/etc/lockkeeper/config/lockkeeper.yaml"));
        assertThat(only("ConfigMap", manifests).text("data", "lockkeeper.yaml"))
                .contains("- " + service + "\n");
    }

    @Test
    void itsLogCanBeReadAfterwards() {
        var manifests = Chart.LOCKKEEPER.render(Chart.example("extras"));
        assertThat(pod(manifests).getContainers()).as("Helm names none of them").hasSize(1);
        var test = only("Pod", manifests);
        assertThat(test.text("metadata", "annotations", "example.org/hook")).isEqualTo("test");
        assertThat(test.text("metadata", "annotations", "helm.sh/hook-delete-policy"))
                .isEqualTo("before-hook-creation");
    }

    @Test
    void aProxyRunsBeforeAnythingIsAsked() {
        var first = pod(Chart.LOCKKEEPER.render(Chart.example("extras"))).getInitContainers();
        assertThat(first)
                .extracting(V1Container::getName)
                .containsExactly("cloud-sql-proxy", "service");
        assertThat(first).extracting(V1Container::getRestartPolicy).containsExactly("Always", null);
        assertThat(first.getFirst().getArgs()).contains("--port=5432");
    }

    @Test
    void aContainersOwnRestartPolicyIsKept() throws IOException {
        var values = folder.resolve("values.yaml");
        Files.writeString(
                values, "extraContainers: [{name: once, image: i, restartPolicy: OnFailure}]");
        assertThat(pod(Chart.LOCKKEEPER.render(values)).getInitContainers())
                .extracting(V1Container::getRestartPolicy)
                .containsExactly("OnFailure", null);
    }

    private static V1PodSpec pod(List<Manifest> manifests) {
        return Objects.requireNonNull(Models.pod(only("Pod", manifests)));
    }

    private static Manifest only(String kind, List<Manifest> manifests) {
        var found = manifests.stream().filter(m -> m.kind().equals(kind)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
