package lockkeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.Action;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.NamePattern;
import lockkeeper.incident.IncidentSettings;
import lockkeeper.journal.JournalSettings;
import lockkeeper.notify.AlertSettings;
import lockkeeper.setting.Secret;
import lockkeeper.watch.QueryText;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.web.HttpSettings;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class ConfigurationReaderTest {
    @TempDir private Path folder;
    private ConfigurationFile file;

    @BeforeEach
    void file() {
        file = new ConfigurationFile(folder.resolve("lockkeeper.yaml"));
    }

    private Configuration read(String yaml) throws InvalidConfiguration {
        return file.with(yaml).read(Map.of());
    }

    @Test
    void whatIsNotGivenHasItsDefault() throws InvalidConfiguration {
        var configuration = read(ConfigurationFile.TARGET);

        assertThat(configuration.http()).isEqualTo(HttpSettings.DEFAULTS);
        assertThat(configuration.sampling()).isEqualTo(SamplingSettings.DEFAULTS);
        assertThat(configuration.incidents()).isEqualTo(IncidentSettings.DEFAULTS);
        assertThat(configuration.alerts()).isEqualTo(AlertSettings.DEFAULTS);
        assertThat(configuration.journal()).isEqualTo(JournalSettings.DEFAULTS);
        assertThat(configuration.logFormat()).isEqualTo(LogFormat.TEXT);
        var target = configuration.targets().getFirst();
        assertThat(target.guard()).isEqualTo(GuardSettings.DEFAULTS);
        assertThat(target.connection().password()).isNull();
    }

    @Test
    void emptySectionsAndListsHaveTheirDefaults() throws InvalidConfiguration {
        var configuration =
                read(
                        ConfigurationFile.TARGET
                                + """
                                http:
                                guard:
                                  protect:
                                  only: {}
                                  kill_switch: ""
                                alerts:
                                  slack:
                                """);

        assertThat(configuration).isEqualTo(read(ConfigurationFile.TARGET));
    }

    @Test
    void everyKeyIsRead() throws InvalidConfiguration {
        var configuration =
                read(
                        """
                        http:
                          listen: 0.0.0.0:80
                          token: t0ken
                          hosts: [lockkeeper.example.org]
                          public_url: https://lockkeeper.example.org/
                        targets:
                          - name: main
                            url: jdbc:postgresql://db/postgres
                            user: lockkeeper
                            password: hunter2
                        sampling:
                          interval: 1s
                          contended_interval: 50ms
                          statement_timeout: 2s
                          query_text: none
                        incidents:
                          alert: {queued: 3, sustained: 5s}
                          contention: {queued: 7, sustained: 1m}
                        alerts:
                          slack:
                            - url: https://hooks.slack.com/services/x
                          webhooks:
                            - url: https://example.org/hook
                              secret: key
                          allow_private: [hooks.internal]
                        journal:
                          path: /var/lib/lockkeeper
                        log:
                          format: json
                        """);

        var http = configuration.http();
        assertThat(http.listen()).hasToString("0.0.0.0:80");
        assertThat(http.token()).isEqualTo(new Secret("t0ken"));
        assertThat(http.hosts()).containsExactly("lockkeeper.example.org");
        assertThat(http.publicUrl()).isEqualTo(URI.create("https://lockkeeper.example.org/"));
        var connection = configuration.targets().getFirst().connection();
        assertThat(connection.name()).isEqualTo("main");
        assertThat(connection.url()).isEqualTo("jdbc:postgresql://db/postgres");
        assertThat(connection.user()).isEqualTo("lockkeeper");
        assertThat(connection.password()).isEqualTo(new Secret("hunter2"));
        assertThat(configuration.sampling())
                .isEqualTo(
                        new SamplingSettings(
                                Duration.ofSeconds(1),
                                Duration.ofMillis(50),
                                Duration.ofSeconds(2),
                                QueryText.NONE));
        assertThat(configuration.incidents())
                .isEqualTo(
                        new IncidentSettings(
                                new IncidentSettings.Threshold(3, Duration.ofSeconds(5)),
                                new IncidentSettings.Threshold(7, Duration.ofMinutes(1))));
        var alerts = configuration.alerts();
        assertThat(alerts.slack().getFirst().url().reveal())
                .isEqualTo("https://hooks.slack.com/services/x");
        assertThat(alerts.webhooks().getFirst().url().reveal())
                .isEqualTo("https://example.org/hook");
        assertThat(alerts.webhooks().getFirst().secret()).isEqualTo(new Secret("key"));
        assertThat(alerts.allowPrivate()).containsExactly("hooks.internal");
        assertThat(configuration.journal().path()).isEqualTo(Path.of("/var/lib/lockkeeper"));
        assertThat(configuration.logFormat()).isEqualTo(LogFormat.JSON);
    }

    @Test
    void everyKeyOfTheGuardIsRead() throws InvalidConfiguration {
        var guard =
                read(ConfigurationFile.TARGET
                                + """
                                guard:
                                  mode: enforce
                                  queued: 2
                                  sustained: 0s
                                  budget: 12.5
                                  holders: false
                                  action: terminate
                                  terminate_after: 0
                                  cooldown: 3s
                                  max_actions: 9
                                  per: 1h
                                  protect:
                                    users: [a]
                                    applications: [b]
                                    databases: [c]
                                    relations: ['public\\..*']
                                    commands: []
                                  only:
                                    users: [d, e]
                                    databases: []
                                  kill_switch: /run/stop
                                """)
                        .targets()
                        .getFirst()
                        .guard();

        assertThat(guard.mode()).isEqualTo(GuardMode.ENFORCE);
        assertThat(guard.queued()).isEqualTo(2);
        assertThat(guard.sustained()).isZero();
        assertThat(guard.budget()).isEqualTo(Duration.ofMillis(12_500));
        assertThat(guard.holders()).isFalse();
        assertThat(guard.action()).isEqualTo(Action.TERMINATE);
        assertThat(guard.terminateAfter()).isZero();
        assertThat(guard.cooldown()).isEqualTo(Duration.ofSeconds(3));
        assertThat(guard.maxActions()).isEqualTo(9);
        assertThat(guard.per()).isEqualTo(Duration.ofHours(1));
        assertThat(guard.protect().users()).containsExactly(new NamePattern("a"));
        assertThat(guard.protect().applications()).containsExactly(new NamePattern("b"));
        assertThat(guard.protect().databases()).containsExactly(new NamePattern("c"));
        assertThat(guard.protect().relations()).containsExactly(new NamePattern("public\\..*"));
        assertThat(guard.protect().commands()).isEmpty();
        assertThat(guard.only().users())
                .containsExactly(new NamePattern("d"), new NamePattern("e"));
        assertThat(guard.only().databases()).isEmpty();
        assertThat(guard.only().relations()).isNull();
        assertThat(guard.killSwitch()).isEqualTo(Path.of("/run/stop"));
    }

    @Test
    void aTargetOverridesTheGuardKeyByKey() throws InvalidConfiguration {
        var targets =
                read("""
                guard:
                  queued: 9
                  protect:
                    users: [dba]
                  kill_switch: /run/stop
                targets:
                  - name: one
                    url: jdbc:postgresql://one/postgres
                    user: lockkeeper
                    guard:
                      mode: enforce
                      protect:
                        databases: [billing]
                      kill_switch: ""
                  - name: two
                    url: jdbc:postgresql://two/postgres
                    user: lockkeeper
                """)
                        .targets();

        var one = targets.get(0).guard();
        assertThat(one.mode()).isEqualTo(GuardMode.ENFORCE);
        assertThat(one.queued()).isEqualTo(9);
        assertThat(one.protect().users()).containsExactly(new NamePattern("dba"));
        assertThat(one.protect().databases()).containsExactly(new NamePattern("billing"));
        assertThat(one.protect().commands()).containsExactly(new NamePattern("LOCK TABLE"));
        assertThat(one.killSwitch()).isNull();
        var two = targets.get(1).guard();
        assertThat(two.mode()).isEqualTo(GuardMode.OBSERVE);
        assertThat(two.queued()).isEqualTo(9);
        assertThat(two.killSwitch()).isEqualTo(Path.of("/run/stop"));
    }

    @Test
    void flagsOverrideTheFile() throws InvalidConfiguration {
        file.with(
                """
                targets:
                  - name: main
                    url: jdbc:postgresql://localhost/postgres
                    user: lockkeeper
                    guard:
                      mode: enforce
                """);

        var configuration =
                new ConfigurationReader(Map.of())
                        .read(new Flags(file.path(), null, null, "127.0.0.1:1", "off"));

        assertThat(configuration.http().listen()).hasToString("127.0.0.1:1");
        assertThat(configuration.targets().getFirst().guard().mode()).isEqualTo(GuardMode.OFF);
    }

    @Test
    void anchorsCanBeUsed() throws InvalidConfiguration {
        var targets =
                read("""
                targets:
                  - name: one
                    url: jdbc:postgresql://one/postgres
                    user: &user lockkeeper
                    guard: &guard
                      queued: 3
                  - name: two
                    url: jdbc:postgresql://two/postgres
                    user: *user
                    guard: *guard
                """)
                        .targets();

        assertThat(targets).extracting(target -> target.guard().queued()).isEqualTo(List.of(3, 3));
    }

    @Test
    void aByteOrderMarkIsNoCharacter() throws InvalidConfiguration {
        assertThat(read("\uFEFF" + ConfigurationFile.TARGET).targets()).hasSize(1);
    }

    @Test
    void noSecretIsInThePrintedConfiguration() throws InvalidConfiguration {
        var configuration =
                read(
                        """
                        http: {token: s3cret}
                        targets:
                          - name: main
                            url: jdbc:postgresql://localhost/postgres
                            user: lockkeeper
                            password: s3cret
                        alerts:
                          slack: [{url: "https://hooks.slack.com/s3cret"}]
                          webhooks: [{url: "https://example.org/s3cret", secret: s3cret}]
                        """);

        assertThat(configuration.toString()).doesNotContain("s3cret").contains("lockkeeper");
    }
}
