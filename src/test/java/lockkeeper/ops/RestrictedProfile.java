package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Container;

import java.util.ArrayList;
import java.util.List;

/// The Pod Security Standards' profile `restricted`, and a little more: no token, a read-only root.
final class RestrictedProfile {
    private RestrictedProfile() {}

    static void check(Manifest manifest) {
        var pod = Models.pod(manifest);
        if (pod == null) return;
        var context = pod.getSecurityContext();
        assertThat(context.getRunAsNonRoot()).isTrue();
        assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        var containers = new ArrayList<V1Container>(pod.getContainers());
        if (pod.getInitContainers() != null) containers.addAll(pod.getInitContainers());
        assertThat(containers).isNotEmpty().allSatisfy(RestrictedProfile::check);
    }

    private static void check(V1Container container) {
        var context = container.getSecurityContext();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getCapabilities().getDrop()).isEqualTo(List.of("ALL"));
        if (container.getImage().contains("lockkeeper"))
            assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    }
}
