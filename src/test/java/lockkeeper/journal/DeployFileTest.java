package lockkeeper.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.deploy.Deploy;
import lockkeeper.deploy.Deploy.By;
import lockkeeper.deploy.DeployWindow;
import lockkeeper.deploy.Episode;
import lockkeeper.graph.Scene;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.NamePattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class DeployFileTest {
    private static final Instant AT = Scene.START.plusNanos(123_456_000);
    private static final Deploy OPEN =
            new Deploy(
                    new DeployWindow(
                            "w1",
                            "release \"漢\\1",
                            null,
                            AT,
                            AT.plusSeconds(60),
                            GuardMode.ENFORCE,
                            Filter.NONE,
                            true,
                            Map.of("main", AT.plusSeconds(7), "other 漢", AT.minusSeconds(7))),
                    List.of(),
                    null);
    private static final Deploy CLOSED =
            new Deploy(
                    new DeployWindow(
                            "w2",
                            "x",
                            "main",
                            AT,
                            AT.plusSeconds(1),
                            GuardMode.OFF,
                            new Filter(
                                    List.of(new NamePattern("a\\.b|é")),
                                    null,
                                    List.of(),
                                    null,
                                    null),
                            false,
                            Map.of()),
                    List.of(
                            new Episode("i1", 12.5, true, Entries.NASTY),
                            new Episode("i2", 0, false, null)),
                    new Deploy.Closing(AT.plusSeconds(1), By.TTL));

    @TempDir private Path folder;

    private FileJournal journal() throws IOException {
        return new FileJournal(new JournalSettings(folder), () -> AT);
    }

    private Path file() {
        return folder.resolve("deploys.json");
    }

    @Test
    void whatIsKeptIsReadBackEqual() throws IOException {
        try (var journal = journal()) {
            assertThat(journal.deploys().load()).isEmpty();
            journal.deploys().save(List.of(CLOSED));
            journal.deploys().save(List.of(CLOSED, OPEN));
        }
        try (var journal = journal()) {
            assertThat(journal.deploys().load()).containsExactly(CLOSED, OPEN);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("deploys.json.next")).doesNotExist();
    }

    @Test
    void aWriteThatWasCutOffLeavesTheOldOne() throws IOException {
        try (var journal = journal()) {
            journal.deploys().save(List.of(OPEN));
            Files.writeString(folder.resolve("deploys.json.next"), "{\"v\":1,\"depl");
            assertThat(journal.deploys().load()).containsExactly(OPEN);
            journal.deploys().save(List.of(CLOSED));
            assertThat(journal.deploys().load()).containsExactly(CLOSED);
        }
    }

    @Test
    void oneFromBeforeTheClocksOfServersWereKeptIsReadToo() throws IOException {
        Files.writeString(
                file(),
                """
                {"v":1,"deploys":[{"id":"w1","name":"x","opened_at":"2026-01-01T12:00:00Z",\
                "closes_at":"2026-01-01T12:01:00Z","guard":"ENFORCE","only":{},\
                "new_sessions":true,"episodes":[]}]}
                """);
        try (var journal = journal()) {
            assertThat(journal.deploys().load())
                    .singleElement()
                    .matches(Deploy::isOpen)
                    .extracting(deploy -> deploy.window().openedThere())
                    .isEqualTo(Map.of());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"v\":2,\"deploys\":[]}",
                "{\"v\":1}",
                "{\"v\":1,\"deploys\":[{}]}",
                "{\"v\":1,\"deploys\":[null]}",
                "\u0000\u0000"
            })
    void aFileThatIsTornOrNotOursIsNamed(String text) throws IOException {
        Files.writeString(file(), text);
        try (var journal = journal()) {
            assertThatThrownBy(journal.deploys()::load)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("deploys.json")
                    .hasMessageContaining("torn");
        }
    }
}
