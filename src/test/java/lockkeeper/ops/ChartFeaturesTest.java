package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyEgressRule;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The objects of the chart, against each other and against what they are for.
class ChartFeaturesTest {
    private static final String SECRETS = "/etc/lockkeeper/secrets";
    private static final Pattern SECRET_FILE =
            Pattern.compile(Pattern.quote("${file:" + SECRETS) + "/([-a-z0-9]+)}");

    static List<Path> examples() throws IOException {
        return Chart.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everySecretOfTheConfigurationIsAFileOfItsPods(Path values) {
        var manifests = Chart.LOCKKEEPER.render(values);
        var config = configMap(manifests);
        var wanted =
                SECRET_FILE
                        .matcher(config)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(wanted).contains("http-token");
        assertThat(config).doesNotContainPattern("(?m)(token|password|secret): [^$]");
        for (var manifest : manifests) {
            var pod = Models.pod(manifest);
            if (pod == null) continue;
            assertThat(secretFiles(pod)).isEqualTo(wanted);
            assertThat(daemons(pod))
                    .filteredOn(container -> !container.getVolumeMounts().isEmpty())
                    .isNotEmpty()
                    .allSatisfy(
                            container ->
                                    assertThat(container.getVolumeMounts())
                                            .anyMatch(m -> m.getMountPath().equals(SECRETS)));
        }
    }

    private static Set<String> secretFiles(V1PodSpec pod) {
        return pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals("lockkeeper-secrets"))
                .flatMap(volume -> volume.getProjected().getSources().stream())
                .map(source -> source.getSecret().getItems().getFirst().getPath())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<V1Container> daemons(V1PodSpec pod) {
        return containers(pod)
                .filter(container -> container.getImage().contains("lockkeeper"))
                .toList();
    }

    private static Stream<V1Container> containers(V1PodSpec pod) {
        var first = pod.getInitContainers();
        return Stream.of(first == null ? List.<V1Container>of() : first, pod.getContainers())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyVolumeThatIsMountedIsThere(Path values) {
        for (var manifest : Chart.LOCKKEEPER.render(values)) {
            var pod = Models.pod(manifest);
            if (pod == null) continue;
            var volumes = pod.getVolumes().stream().map(volume -> volume.getName()).toList();
            for (var container : containers(pod).toList())
                for (var mount : container.getVolumeMounts())
                    assertThat(volumes).contains(mount.getName());
        }
    }

    @Test
    void theProbesAskForLifeAndSightByAHostThatTheDaemonKnows() {
        var daemon = daemon("default");
        assertThat(
                        Stream.of(
                                        daemon.getStartupProbe(),
                                        daemon.getLivenessProbe(),
                                        daemon.getReadinessProbe())
                                .map(probe -> probe.getHttpGet())
                                .map(
                                        get ->
                                                get.getHttpHeaders().getFirst().getValue()
                                                        + get.getPath()))
                .containsExactly("localhost/healthz", "localhost/healthz", "localhost/readyz");
        assertThat(daemon.getPorts().getFirst().getName()).isEqualTo("http");
    }

    @Test
    void theServiceLeadsToTheDaemonAndNotToItsTest() {
        var manifests = Chart.LOCKKEEPER.render(Chart.example("monitors"));
        var service = (V1Service) Models.read(only("Service", manifests));
        var pod =
                ((V1Deployment) Models.read(only("Deployment", manifests))).getSpec().getTemplate();
        var test = (V1Pod) Models.read(only("Pod", manifests));
        var selector = service.getSpec().getSelector();
        assertThat(pod.getMetadata().getLabels()).containsAllEntriesOf(selector);
        assertThat(test.getMetadata().getLabels().entrySet()).isNotEmpty();
        assertThat(test.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                .isFalse();
        var monitor = only("ServiceMonitor", manifests);
        assertThat(service.getMetadata().getLabels())
                .containsAllEntriesOf(labels(monitor, "spec", "selector", "matchLabels"));
        assertThat(service.getSpec().getPorts())
                .anyMatch(p -> p.getName().equals(monitor.text("spec", "endpoints", 0, "port")));
    }

    @ParameterizedTest
    @CsvSource({"monitors, ServiceMonitor, endpoints", "monitors, PodMonitor, podMetricsEndpoints"})
    void theRulesFindTheDaemonByItsJobWhateverTheReleaseIsCalled(
            String example, String kind, String endpoints) {
        var monitor = only(kind, Chart.LOCKKEEPER.render(Chart.example(example)));
        assertThat(monitor.at("spec", endpoints, 0, "relabelings", 0))
                .isEqualTo(Map.of("targetLabel", "job", "replacement", "lockkeeper"));
        assertThat(monitor.text("spec", endpoints, 0, "path")).isEqualTo("/metrics");
    }

    @Test
    void theNetworkPolicyLetsThroughWhatTheDaemonNeedsAndNoMore() {
        var manifests = Chart.LOCKKEEPER.render(Chart.example("network-policy"));
        var policy = (V1NetworkPolicy) Models.read(only("NetworkPolicy", manifests));
        var pod =
                ((V1Deployment) Models.read(only("Deployment", manifests))).getSpec().getTemplate();
        var spec = policy.getSpec();
        assertThat(pod.getMetadata().getLabels())
                .containsAllEntriesOf(spec.getPodSelector().getMatchLabels());
        assertThat(spec.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(spec.getIngress()).hasSize(1);
        assertThat(spec.getIngress().getFirst().getFrom()).hasSize(2);
        assertThat(spec.getEgress())
                .extracting(ChartFeaturesTest::ports)
                .containsExactly("53 53", "5432 6432", "443", "9753", "3128");
        assertThat(spec.getEgress().get(1).getTo().getFirst().getIpBlock().getCidr())
                .isEqualTo("10.20.0.0/16");
        assertThat(spec.getEgress().get(2).getTo().getFirst().getIpBlock().getExcept())
                .containsExactly("10.0.0.0/8");
    }

    @Test
    void whoTellsNobodyMayNotCallOut() throws IOException {
        var values = Files.createTempFile("values", ".yaml");
        Files.writeString(values, "networkPolicy: {enabled: true, egress: {dns: false}}");
        var manifests = Chart.LOCKKEEPER.render(values);
        Files.delete(values);
        var policy = (V1NetworkPolicy) Models.read(only("NetworkPolicy", manifests));
        assertThat(policy.getSpec().getEgress())
                .extracting(ChartFeaturesTest::ports)
                .containsExactly("5432", "9753");
    }

    private static String ports(V1NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream()
                .map(port -> port.getPort())
                .map(IntOrString::toString)
                .collect(Collectors.joining(" "));
    }

    @Test
    void theDashboardsAreThoseOfTheProject() throws IOException {
        var manifests = Chart.LOCKKEEPER.render(Chart.example("dashboards"));
        var config =
                manifests.stream()
                        .filter(manifest -> manifest.name().endsWith("-dashboards"))
                        .findFirst()
                        .orElseThrow();
        assertThat(config.text("metadata", "labels", "grafana_dashboard")).isEqualTo("1");
        for (var dashboard : Dashboard.all())
            assertThat(JsonParser.parseString(config.text("data", dashboard.toString())))
                    .isEqualTo(dashboard.json());
    }

    @Test
    void theRulesAreThoseOfTheProject() throws IOException {
        var rule = only("PrometheusRule", Chart.LOCKKEEPER.render(Chart.example("rules")));
        var file = Path.of("config/prometheus/lockkeeper.rules.yaml");
        var project = Manifest.parse(Files.readString(file)).getFirst();
        assertThat(expressions(rule.list("spec", "groups")))
                .hasSize(expressions(project.list("groups")).size() - 1)
                .isSubsetOf(expressions(project.list("groups")));
    }

    private static Set<String> expressions(List<?> groups) {
        var expressions = new TreeSet<String>();
        for (var group : groups)
            for (var rule : new Manifest((Map<?, ?>) group).list("rules"))
                expressions.add(new Manifest((Map<?, ?>) rule).text("expr"));
        return expressions;
    }

    @Test
    void theAccountHasNoTokenAndThePodUsesIt() {
        var manifests = Chart.LOCKKEEPER.render(Chart.example("default"));
        var account = (V1ServiceAccount) Models.read(only("ServiceAccount", manifests));
        assertThat(account.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod(only("Deployment", manifests)).getServiceAccountName())
                .isEqualTo(account.getMetadata().getName());
    }

    @Test
    void aPlatformMayAssignItsOwnUserIds() {
        var pod = pod(only("Deployment", Chart.LOCKKEEPER.render(Chart.example("identity"))));
        assertThat(pod.getSecurityContext().getRunAsUser()).isNull();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getServiceAccountName()).isEqualTo("watcher");
        var usual = pod(only("Deployment", Chart.LOCKKEEPER.render(Chart.example("default"))));
        assertThat(usual.getSecurityContext().getRunAsUser()).isEqualTo(65532);
    }

    @Test
    void theDaemonHasRequestsAndALimitOfMemoryButNoneOfTime() {
        var resources = daemon("default").getResources();
        assertThat(resources.getRequests()).containsOnlyKeys("cpu", "memory");
        assertThat(resources.getLimits()).containsOnlyKeys("memory");
    }

    private static V1Container daemon(String example) {
        var manifests = Chart.LOCKKEEPER.render(Chart.example(example));
        return pod(only("Deployment", manifests)).getContainers().getFirst();
    }

    private static Map<String, String> labels(Manifest manifest, Object... path) {
        if (!(manifest.at(path) instanceof Map<?, ?> map)) throw new AssertionError("no labels");
        var labels = new TreeMap<String, String>();
        map.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
        return labels;
    }

    private static V1PodSpec pod(Manifest manifest) {
        return Objects.requireNonNull(Models.pod(manifest));
    }

    private static String configMap(List<Manifest> manifests) {
        return manifests.stream()
                .map(manifest -> manifest.text("data", "lockkeeper.yaml"))
                .filter(text -> text.startsWith("http:"))
                .findFirst()
                .orElseThrow();
    }

    private static Manifest only(String kind, List<Manifest> manifests) {
        var found = manifests.stream().filter(m -> m.kind().equals(kind)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
