package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    @Test
    void aBareOffMeansOff() throws IOException {
        var config = render("{guard: {mode: off}}").getFirst();
        assertThat(config).contains("mode: \"off\"");
    }

    private java.util.List<String> render(String values) throws IOException {
        var file = Files.writeString(folder.resolve("values.yaml"), values);
        return Chart.LOCKKEEPER.render(file).stream()
                .map(manifest -> manifest.text("data", "lockkeeper.yaml"))
                .filter(text -> !text.equals("null"))
                .toList();
    }
}
