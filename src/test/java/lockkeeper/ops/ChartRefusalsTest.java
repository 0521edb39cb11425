package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ChartRefusalsTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{replica: 2}                             | 'replica'",
                "{guard: {mode: enforced}}                | guard/mode",
                "{guard: {mode: true}}                    | guard/mode",
                "{guard: {sustained: 2}}                  | guard/sustained",
                "{guard: {sustained: 2 seconds}}          | guard/sustained",
                "{guard: {queue: 5}}                      | 'queue'",
                "{guard: {queued: 0}}                     | guard/queued",
                "{guard: {protect: {roles: [x]}}}         | 'roles'",
                "{sampling: {query_text: yes please}}     | sampling/query_text",
                "{sampling: {interval: 10ms}}             | sampling/interval",
                "{incidents: {alert: {sustained: 25h}}}   | incidents/alert/sustained",
                "{targets: []}                            | targets",
                "{targets: [{name: a b, url: x, user: u}]} | targets/0/name",
                "{targets: [{name: a, url: 'postgres://h/d', user: u}]} | targets/0/url",
                "{targets: [{name: a, url: 'jdbc:postgresql://h/d'}]} | 'user'",
                "{targets: [{name: a, url: 'jdbc:postgresql://h/d', user: u, password: p}]} |"
                        + " 'password'",
                "{http: {port: 80}}                       | http/port",
                "{http: {tokenSecret: {name: Upper}}}     | http/tokenSecret/name",
                "{image: {digest: latest}}                | image/digest",
                "{alerts: {slack: [{url: 'https://x'}]}}  | alerts/slack/0",
                "{alerts: {webhooks: [{signingSecret: {name: a, key: b}}]}} | alerts/webhooks/0",
                "{nameOverride: Locks}                    | /nameOverride",
                "{nameOverride: lock.keeper}              | /nameOverride",
                "{fullnameOverride: locks_of_production}  | /fullnameOverride",
                "{fullnameOverride: locks-}               | /fullnameOverride",
                "{http: {hosts: ['https://locks.example.org']}} | http/hosts/0",
                "{http: {hosts: ['locks.example.org:9753']}} | http/hosts/0",
                "{http: {hosts: ['::1']}}                 | http/hosts/0",
                "{resources: {limits: {memory: 192MB}}}   | resources/limits/memory",
                "{resources: {requests: {cpu: -1}}}       | resources/requests/cpu",
                "{resources: {requests: {cpu: lots}}}     | resources/requests/cpu",
                "{probes: {liveness: {successThreshold: 2}}} | probes/liveness/successThreshold",
                "{probes: {startup: {successThreshold: 2}}} | probes/startup/successThreshold",
                "{serviceMonitor: {scrapeTimeout: 0s}}    | serviceMonitor/scrapeTimeout",
                "{podMonitor: {interval: 0m}}             | podMonitor/interval",
                "{extraManifests: [{kind: X}]}            | extraManifests/0",
                "{networkPolicy: {egress: {postgres: {ports: [0]}}}} | egress/postgres/ports/0"
            })
    void aBadValueIsNamed(String values, String named) throws IOException {
        assertThatThrownBy(() -> render(values))
                .hasMessageContaining("lockkeeper")
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{replicas: 2, journal: {persistence: {enabled: true}}} | set replicas to 1",
                "{ca: {configMap: a, secret: b}}          | not both",
                "{journal: {persistence: {existingClaim: a}}} | set journal.persistence.enabled",
                "{serviceMonitor: {enabled: true, interval: 4s}} | scrapeTimeout 5s is longer than",
                "{podMonitor: {enabled: true, interval: 08s, scrapeTimeout: 9000ms}} | 9000ms is",
                "{podMonitor: {enabled: true, interval: 59s, scrapeTimeout: 1m}} | 1m is longer",
                "{prometheusRule: {enabled: true, disabled: [LockkeeperDwn]}} |"
                        + " LockkeeperDown, LockkeeperMissing",
                "{deployment: {enabled: false}, serviceMonitor: {enabled: true}} | podMonitor",
                "{deployment: {enabled: false}, networkPolicy: {enabled: true}} | the Job's own",
                "{targets: [{name: a, url: 'jdbc:postgresql://h/d?password=p', user: u}]} |"
                        + " passwordSecret",
                "{targets: [{name: a, url: 'jdbc:postgresql://h/d', user: u}, {name: a, url:"
                        + " 'jdbc:postgresql://i/d', user: u}]} | there twice"
            })
    void valuesThatDoNotFitTogetherAreRefusedInPlainWords(String values, String said)
            throws IOException {
        assertThatThrownBy(() -> render(values)).hasMessageContaining(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{nameOverride: locks-2, fullnameOverride: ''}",
                "{http: {hosts: [locks.example.org, 10.0.0.1, '[::1]', 'a.${DOMAIN:b}']}}",
                "{resources: {requests: {cpu: 0.5, memory: 1e8}, limits: {cpu: 2, memory: null}}}",
                "{resources: {limits: {cpu: 1.5k, memory: 100M, nvidia.com/gpu: 1, hugepages-2Mi:"
                        + " .5Gi}}}",
                "{probes: {liveness: {successThreshold: 1}, readiness: {successThreshold: 2}}}",
                "{serviceMonitor: {enabled: true, interval: 1m, scrapeTimeout: 60s}}",
                "{serviceMonitor: {enabled: true, interval: null}, prometheusRule: null}",
                "{prometheusRule: {enabled: true, disabled: [LockkeeperMissing]}}",
                "{journal: {persistence: {enabled: true, existingClaim: a}}}"
            })
    void whatIsFineIsTaken(String values) throws IOException {
        assertThat(render(values)).hasSize(1);
    }

    @Test
    void aBareOffMeansOff() throws IOException {
        var config = render("{guard: {mode: off}}").getFirst();
        assertThat(config).contains("mode: \"off\"");
    }

    private List<String> render(String values) throws IOException {
        var file = Files.writeString(folder.resolve("values.yaml"), values);
        return Chart.LOCKKEEPER.render(file).stream()
                .map(manifest -> manifest.text("data", "lockkeeper.yaml"))
                .filter(text -> !text.equals("null"))
                .toList();
    }
}
