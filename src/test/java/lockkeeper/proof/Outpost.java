package lockkeeper.proof;

import static org.awaitility.Awaitility.await;

import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.journal.JournalReader;

import org.awaitility.core.ConditionFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The folder of a daemon: its configuration and its journal, which outlive it.
record Outpost(Path folder) {
    static final String TOKEN = "token-of-the-test";

    /// With these lines of configuration beside what every one has.
    static Outpost make(Path folder, String url, String more) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("lockkeeper.yaml"),
                    """
                    http: {listen: "127.0.0.1:0", token: %s}
                    targets: [{name: main, url: "%s", user: lockkeeper}]
                    journal: {path: "%s"}
                    %s
                    """
                            .formatted(TOKEN, url, folder.resolve("journal"), more));
            return new Outpost(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a daemon here and waits until it sees the server.
    Daemon start() {
        var daemon = Daemon.start("run", "--config", folder.resolve("lockkeeper.yaml").toString());
        daemon.awaitStatus(200, "/readyz");
        return daemon;
    }

    List<JournalEntry> entries() {
        var journal = folder.resolve("journal");
        if (!Files.isDirectory(journal)) return List.of();
        try {
            return new JournalReader(journal).entries(Instant.EPOCH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JournalEntry.Intent> intents() {
        return entries().stream()
                .filter(JournalEntry.Intent.class::isInstance)
                .map(JournalEntry.Intent.class::cast)
                .toList();
    }

    /// What came of each intent that has an outcome, by its id.
    Map<String, Outcome> outcomes() {
        var outcomes = new TreeMap<String, Outcome>();
        for (var entry : entries())
            if (entry instanceof JournalEntry.Done done) outcomes.put(done.id(), done.outcome());
        return outcomes;
    }

    /// Returns when its guard has written down that it is about to act.
    JournalEntry.Intent awaitIntent() {
        soon("an intent").until(() -> !intents().isEmpty());
        return intents().getFirst();
    }

    static ConditionFactory soon(String what) {
        return await(what).pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30));
    }
}
