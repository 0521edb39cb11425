package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.journal.FileJournal;
import lockkeeper.journal.JournalSettings;
import lockkeeper.lock.LockMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Names and queries from a database, and the journal of one, may hold what drives a terminal.
class VisibleTest {
    /// Clears the screen where eight-bit controls count; turns the direction of text; a tag outside
    /// of the first plane.
    private static final String HOSTILE = "é\u009b2J\u202e\udb40\udc41\u0007";

    private static final String SHOWN = "é\\u009b2J\\u202e\\udb40\\udc41\\u0007";
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir private Path folder;
    private final JsonMapper mapper = new JsonMapper();
    private final StringWriter out = new StringWriter();

    @Test
    void jsonKeepsItsMeaning() {
        var json = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("a", HOSTILE));
        assertThat(Visible.json(json)).containsIgnoringCase(SHOWN).contains("\n");
        assertThat(mapper.readTree(Visible.json(json)).path("a").asString("")).isEqualTo(HOSTILE);
    }

    @Test
    void theTree() {
        var scene =
                new Scene()
                        .held(1, LockMode.ACCESS_EXCLUSIVE, Scene.USERS)
                        .query(1, HOSTILE)
                        .awaited(2, LockMode.ACCESS_SHARE, Scene.USERS);
        var json = TreeScenes.json(scene);
        assertThat(json).contains("\u009b");
        var tree =
                new TreePrint(new Printed(json), new PrintWriter(out), Screen.none(80, true), true);
        assertThatNobodyCanDrive(() -> tree.once());
    }

    @Test
    void findings() {
        var finding = Finding.ok("main", "login", HOSTILE);
        assertThatNobodyCanDrive(
                () -> new FindingJson(List.of(finding)).print(new PrintWriter(out)));
    }

    @Test
    void deployWindows() {
        assertThatNobodyCanDrive(() -> out.write(DeployText.json(StringNode.valueOf(HOSTILE))));
    }

    @Test
    void linesOfTheJournal() throws IOException {
        try (var journal = new FileJournal(new JournalSettings(folder), () -> NOON)) {
            journal.record(new JournalEntry.Done("main", NOON, HOSTILE, Outcome.GONE, 0, null));
        }
        var command = new JournalCommand(Map.of(), () -> NOON);
        assertThatNobodyCanDrive(
                () ->
                        out.write(
                                Run.of(command, "journal", "--json", "--path", folder.toString())
                                        .out()));
    }

    private record Printed(String read) implements GraphSource {
        @Override
        public String cancel(String target, LiveGraph.Session session) {
            throw new AssertionError("nobody asked for it");
        }

        @Override
        public String caveat() {
            return "";
        }

        @Override
        public void close() {}
    }

    private interface Printing {
        void print() throws Exception;
    }

    private void assertThatNobodyCanDrive(Printing printing) {
        try {
            printing.print();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(out.toString()).containsIgnoringCase(SHOWN);
        assertThat(out.toString().replaceAll("[\\n\\r\\t]", "")).doesNotContainPattern("\\p{C}");
    }
}
