package lockkeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Files with something wrong in them. All of it is said, each with its key and line.
class BadValueTest {
    @TempDir private Path folder;
    private ConfigurationFile file;

    @BeforeEach
    void file() {
        file = new ConfigurationFile(folder.resolve("lockkeeper.yaml"));
    }

    private List<String> problems(String yaml) {
        return file.with(ConfigurationFile.TARGET + yaml).problems();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    guard: {mode: on} | guard.mode: must be off, observe or enforce, got on
                    guard: {mode: false} | guard.mode: must be off, observe or enforce, got false
                    guard: {mode: Enforce} | guard.mode: must be off, observe or enforce, got Enforce
                    guard: {mode: [off]} | guard.mode: must be off, observe or enforce, got a list
                    guard: {mode: } | guard.mode: must be off, observe or enforce, got nothing
                    guard: {queued: many} | guard.queued: must be a whole number, got many
                    guard: {queued: 2.5} | guard.queued: must be a whole number, got 2.5
                    guard: {queued: 0} | guard.queued: must be from 1 to 100000, got 0
                    guard: {queued: -1} | guard.queued: must be from 1 to 100000, got -1
                    guard: {sustained: 2} | guard.sustained: must be a duration such as 250ms, 2s or 5m, got 2
                    guard: {sustained: 2 s} | guard.sustained: must be a duration such as 250ms, 2s or 5m, got 2 s
                    guard: {sustained: -2s} | guard.sustained: must be a duration such as 250ms, 2s or 5m, got -2s
                    guard: {sustained: 2h} | guard.sustained: must be from 0s to 1h, got 2h
                    guard: {budget: 2m} | guard.budget: must be a number of seconds, got 2m
                    guard: {budget: -1} | guard.budget: must not be negative
                    guard: {holders: yes} | guard.holders: must be true or false, got yes
                    guard: {holders: {}} | guard.holders: must be true or false, got a section of keys
                    guard: {action: kill} | guard.action: must be cancel or terminate, got kill
                    guard: {terminate_after: 2w} | guard.terminate_after: must be a duration such as 250ms, 2s or 5m, got 2w
                    guard: {cooldown: 61m} | guard.cooldown: must be from 0s to 1h, got 61m
                    guard: {max_actions: 0} | guard.max_actions: must be from 1 to 1000, got 0
                    guard: {per: 0s} | guard.per: must be from 1s to 24h, got 0s
                    guard: {protect: [dba]} | guard.protect: must be a section of keys, got a list
                    guard: {protect: {users: dba}} | guard.protect.users: must be a list, got a single value
                    guard: {protect: {users: ['a', '(']}} | guard.protect.users[1]: must be a regular expression, got (
                    guard: {only: {commands: [[]]}} | guard.only.commands[0]: must be a regular expression, got a list
                    guard: [] | guard: must be a section of keys, got a list
                    sampling: {interval: 10ms} | sampling.interval: must be from 20ms to 1m, got 10ms
                    sampling: {interval: 2m} | sampling.interval: must be from 20ms to 1m, got 2m
                    sampling: {contended_interval: 0} | sampling.contended_interval: must be from 20ms to 1m, got 0s
                    sampling: {statement_timeout: 0s} | sampling.statement_timeout: must be from 50ms to 1m, got 0s
                    sampling: {query_text: some} | sampling.query_text: must be masked, full or none, got some
                    http: {listen: 9753} | http.listen: must be an address and a port such as 127.0.0.1:9753, got 9753
                    http: {listen: 'a:99999'} | http.listen: must be an address and a port such as 127.0.0.1:9753, got a:99999
                    http: {listen: '0.0.0.0:1'} | http.token: must be set, because other machines can reach http.listen
                    http: {token: 'a b'} | http.token: must consist of printable ASCII characters without spaces
                    http: {token: [a]} | http.token: must be a text, got a list
                    http: {hosts: ['a', 'http://b']} | http.hosts[1]: must be a host name or address without scheme and port, got http://b
                    http: {public_url: 'x y'} | http.public_url: must be an http or https address, got x y
                    http: {public_url: 'ftp://x'} | http.public_url: must be an address such as https://lockkeeper.example.org
                    incidents: {alert: {queued: 0}} | incidents.alert.queued: must be from 1 to 100000, got 0
                    incidents: {contention: {sustained: 25h}} | incidents.contention.sustained: must be from 0s to 24h, got 25h
                    alerts: {slack: [{}]} | alerts.slack[0].url: is missing
                    alerts: {slack: [{url: ''}]} | alerts.slack[0].url: must be an http or https address, got nothing
                    alerts: {slack: [{url: hunter2}]} | alerts.slack[0].url: must be an http or https address
                    alerts: {webhooks: [{url: hunter2}]} | alerts.webhooks[0].url: must be an http or https address
                    alerts: {allow_private: ['a:1']} | alerts.allow_private[0]: must be a host name or address without scheme and port, got a:1
                    journal: {path: ''} | journal.path: must be the path of a folder
                    log: {format: xml} | log.format: must be text or json, got xml
                    """)
    void aWrongValue(String yaml, String problem) {
        assertThat(problems(yaml)).containsExactly("FILE:5: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    gaurd: {} | gaurd: unknown key, did you mean guard?
                    guard: {sustaind: 2s} | guard.sustaind: unknown key, did you mean sustained?
                    guard: {terminateAfter: 2s} | guard.terminateAfter: unknown key, did you mean terminate_after?
                    guard: {max-actions: 2} | guard.max-actions: unknown key, did you mean max_actions?
                    guard: {only: {user: []}} | guard.only.user: unknown key, did you mean users?
                    log: {colour: red} | log.colour: unknown key, known here: format
                    alerts: {slack: [{url: 'https://a/', channel: x}]} | alerts.slack[0].channel: unknown key, known here: url
                    """)
    void anUnknownKey(String yaml, String problem) {
        assertThat(problems(yaml)).containsExactly("FILE:5: " + problem);
    }

    @Test
    void aKeyGivenTwice() {
        assertThat(problems("guard:\n  queued: 3\n  mode: off\n  queued: 4\n"))
                .containsExactly("FILE:8: guard.queued: is given twice, first in line 6");
    }

    @Test
    void aTargetThatSaysTooLittle() {
        assertThat(file.with("targets:\n  - {}\n  - url: x\n    pasword: y\n").problems())
                .containsExactly(
                        "FILE:2: targets[0].name: is missing",
                        "FILE:2: targets[0].url: is missing",
                        "FILE:2: targets[0].user: is missing",
                        "FILE:3: targets[1].name: is missing",
                        "FILE:3: targets[1].user: is missing",
                        "FILE:3: targets[1].url: must look like"
                                + " jdbc:postgresql://host:5432/postgres",
                        "FILE:4: targets[1].pasword: unknown key, did you mean password?");
    }

    @Test
    void aLoginInTheAddress() {
        assertThat(
                        file.with(
                                        """
                                        targets:
                                          - name: main
                                            url: jdbc:postgresql://h/db?password=hunter2
                                            user: lockkeeper
                                        """)
                                .problems())
                .containsExactly(
                        "FILE:3: targets[0].url: must not contain user or password; they have keys"
                                + " of their own");
    }

    @Test
    void twoTargetsOfOneName() {
        assertThat(
                        problems(
                                """
                                  - name: main
                                    url: jdbc:postgresql://other/postgres
                                    user: lockkeeper
                                """))
                .containsExactly("FILE:5: targets[1].name: is the name of another target, too");
    }

    @Test
    void noTarget() {
        assertThat(file.with("http: {}\n").problems())
                .containsExactly("FILE:1: targets: must name at least one server");
        assertThat(file.with("http: {}\ntargets: []\n").problems())
                .containsExactly("FILE:2: targets: must name at least one server");
        assertThat(file.with("targets: main\n").problems())
                .containsExactly(
                        "FILE:1: targets: must be a list, got a single value",
                        "FILE:1: targets: must name at least one server");
    }

    @Test
    void aWrongValueIsReportedWhereItStands() {
        assertThat(
                        file.with(
                                        """
                                        guard:
                                          queued: 0
                                        targets:
                                          - name: main
                                            url: jdbc:postgresql://localhost/postgres
                                            user: lockkeeper
                                            guard:
                                              sustained: 3h
                                        """)
                                .problems())
                .containsExactly(
                        "FILE:2: guard.queued: must be from 1 to 100000, got 0",
                        "FILE:8: targets[0].guard.sustained: must be from 0s to 1h, got 3h");
    }

    @Test
    void aWrongValueFurtherDownIsReportedOnItsOwnLine() {
        var yaml =
                """
                incidents:
                  alert:
                    queued: 3
                    sustained: 25h
                http:
                  hosts:
                    - good.example
                    - https://bad.example
                """;

        assertThat(problems(yaml))
                .containsExactly(
                        "FILE:8: incidents.alert.sustained: must be from 0s to 24h, got 25h",
                        "FILE:12: http.hosts[1]: must be a host name or address without scheme and"
                                + " port, got https://bad.example");
    }

    @Test
    void everythingAtOnceInTheOrderOfTheFile() {
        assertThat(
                        problems(
                                """
                                http:
                                  listen: nowhere
                                sampling:
                                  interval: 1ms
                                  contended_interval: 1ms
                                guard:
                                  queued: few
                                  sustained: 2h
                                  speed: high
                                """))
                .containsExactly(
                        "FILE:6: http.listen: must be an address and a port such as"
                                + " 127.0.0.1:9753, got nowhere",
                        "FILE:8: sampling.interval: must be from 20ms to 1m, got 1ms",
                        "FILE:9: sampling.contended_interval: must be from 20ms to 1m, got 1ms",
                        "FILE:11: guard.queued: must be a whole number, got few",
                        "FILE:12: guard.sustained: must be from 0s to 1h, got 2h",
                        "FILE:13: guard.speed: unknown key, known here: mode, queued, sustained,"
                            + " budget, holders, action, terminate_after, cooldown, max_actions,"
                            + " per, protect, only, kill_switch");
    }

    @Test
    void whatAVariableStandsForIsNotRepeated() {
        file.with(ConfigurationFile.TARGET + "guard:\n  queued: ${PGPASSWORD}\n");

        assertThat(file.problems(Map.of("PGPASSWORD", "hunter2")))
                .containsExactly(
                        "FILE:6: guard.queued: must be a whole number, got something else (not"
                                + " shown)");
    }

    @Test
    void aHostileKeyStaysOnItsLine() {
        assertThat(problems("\"x\\ny\\e[31m\": 1\n"))
                .containsExactly(
                        "FILE:5: x?y?[31m: unknown key, known here: http, guard, targets, sampling,"
                                + " incidents, alerts, journal, log");
    }
}
