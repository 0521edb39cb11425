package lockkeeper.ops;

import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Objects;

/// The Kubernetes client's own classes, which refuse a field they do not know.
final class Models {
    private static final Map<String, Class<?>> CLASSES =
            Map.ofEntries(
                    Map.entry("v1 ConfigMap", V1ConfigMap.class),
                    Map.entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class),
                    Map.entry("v1 Pod", V1Pod.class),
                    Map.entry("v1 Service", V1Service.class),
                    Map.entry("v1 ServiceAccount", V1ServiceAccount.class),
                    Map.entry("apps/v1 Deployment", V1Deployment.class),
                    Map.entry("batch/v1 Job", V1Job.class),
                    Map.entry("networking.k8s.io/v1 Ingress", V1Ingress.class),
                    Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class));

    private Models() {}

    /// Throws if the manifest is not what its kind allows.
    static void check(Manifest manifest) {
        if (manifest.type().startsWith("monitoring.coreos.com/v1 "))
            PrometheusOperator.check(manifest);
        else read(manifest);
    }

    static Object read(Manifest manifest) {
        var model = CLASSES.get(manifest.type());
        if (model == null) throw new AssertionError("no model for " + manifest.type());
        return Objects.requireNonNull(JSON.deserialize(manifest.json().toString(), model));
    }

    /// The pod a manifest makes; null if it makes none.
    static @Nullable V1PodSpec pod(Manifest manifest) {
        return switch (manifest.kind()) {
            case "Deployment" -> ((V1Deployment) read(manifest)).getSpec().getTemplate().getSpec();
            case "Job" -> ((V1Job) read(manifest)).getSpec().getTemplate().getSpec();
            case "Pod" -> ((V1Pod) read(manifest)).getSpec();
            default -> null;
        };
    }
}
