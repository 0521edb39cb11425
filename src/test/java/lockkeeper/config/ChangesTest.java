package lockkeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ChangesTest {
    private static final String FILE =
            """
            http: {listen: "127.0.0.1:9753", token: one, hosts: [a]}
            targets:
              - {name: main, url: "jdbc:postgresql://db/postgres", user: lockkeeper, password: one}
              - {name: stats, url: "jdbc:postgresql://stats/postgres", user: lockkeeper}
            sampling: {interval: 500ms, statement_timeout: 1s}
            guard: {mode: observe, sustained: 2s}
            alerts: {webhooks: [{url: "https://example.org/one"}]}
            journal: {path: journal}
            log: {format: text}
            """;

    @TempDir private Path folder;

    private Configuration read(String yaml) throws IOException, InvalidConfiguration {
        var file = Files.writeString(folder.resolve("lockkeeper.yaml"), yaml);
        return new ConfigurationReader(Map.of()).read(Flags.file(file));
    }

    private Changes changes(String from, String to) throws IOException, InvalidConfiguration {
        assertThat(FILE).contains(from);
        return Changes.between(read(FILE), read(FILE.replaceFirst(from, to)));
    }

    @Test
    void theSameFileReadAgainIsNoChange() throws Exception {
        var changes = Changes.between(read(FILE), read(FILE + "# a remark\n"));
        assertThat(changes).hasToString("nothing");
        assertThat(changes.thatNeedARestart()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sustained: 2s    | sustained: 1500ms   | guard.sustained 2s -> 1500ms",
                "mode: observe    | mode: enforce       | guard.mode observe -> enforce",
                "mode: observe    | only: {users: [a]}  | guard.only.users changed",
                "mode: observe    | kill_switch: /x     | guard.kill_switch changed"
            })
    void aGuardsSettingChangesForEachTargetItIsInForceFor(String from, String to, String told)
            throws Exception {
        var changes = changes(from, to);
        assertThat(changes)
                .hasToString("targets[main].%s, targets[stats].%s".formatted(told, told));
        assertThat(changes.thatNeedARestart()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token: one         | token: two             | http.token changed",
                "hosts: .a.         | hosts: [b]             | http.hosts changed",
                "password: one      | password: two          | targets[main].password changed",
                "interval: 500ms    | interval: 1s           | sampling.interval 500ms -> 1s",
                "hosts: .a.         | hosts: [a], quit: true | http.quit false -> true",
                "example.org/one    | example.org/two        | alerts.webhooks changed"
            })
    void whatARunningDaemonTakesUpIsToldWithoutSecrets(String from, String to, String told)
            throws Exception {
        var changes = Changes.between(read(FILE), read(FILE.replaceFirst(from, to)));
        assertThat(changes).hasToString(told);
        assertThat(changes.thatNeedARestart()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:9753        | 127.0.0.1:9754   | http.listen changed",
                "postgresql://db       | postgresql://b   | targets[main].url changed",
                "user: lockkeeper      | user: other      | targets[main].user changed",
                "name: stats           | name: archive    | targets[stats] was removed",
                "name: stats           | name: archive    | targets[archive] was added",
                "statement_timeout: 1s | statement_timeout: 2s |"
                        + " sampling.statement_timeout 1s -> 2s",
                "path: journal         | path: elsewhere  | journal.path changed",
                "format: text          | format: json     | log.format text -> json"
            })
    void theRestNeedsARestart(String from, String to, String told) throws Exception {
        assertThat(changes(from, to).thatNeedARestart()).contains(told);
    }

    @Test
    void ofSeveralChangesOnlyThoseThatNeedARestartAreInTheWay() throws Exception {
        var both = FILE.replace("2s", "3s").replace("9753", "9754");
        var changes = Changes.between(read(FILE), read(both));
        assertThat(changes.thatNeedARestart()).containsExactly("http.listen changed");
    }
}
