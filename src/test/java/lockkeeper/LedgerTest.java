package lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.JournalEntry;
import lockkeeper.journal.JournalSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// A journal that cannot be written is known of before anybody needs it.
class LedgerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir private Path parent;
    private final AtomicInteger failures = new AtomicInteger();
    private final List<Ledger.Earlier> given = new ArrayList<>();

    @Test
    void oneThatCannotBeOpenedCountsAtOnceAndWithEachTrial() throws IOException {
        var path = Files.writeString(parent.resolve("journal"), "a file in its place");
        try (var ledger = ledger(path)) {
            assertThat(ledger.isFailing()).isTrue();
            assertThat(failures).hasValue(1);
            ledger.tryOut();
            assertThat(failures).hasValue(2);
            Files.delete(path);
            ledger.tryOut();
            assertThat(ledger.isFailing()).isFalse();
            assertThat(failures).hasValue(2);
        }
    }

    @Test
    void oneThatIsLostLaterIsNoticedWithoutAWrite() throws IOException {
        var path = parent.resolve("journal");
        try (var ledger = ledger(path)) {
            assertThat(ledger.isFailing()).isFalse();
            Files.move(path, parent.resolve("elsewhere"));
            ledger.tryOut();
            assertThat(ledger.isFailing()).isTrue();
            assertThat(failures).hasValue(1);
            Files.move(parent.resolve("elsewhere"), path);
            ledger.tryOut();
            assertThat(ledger.isFailing()).isFalse();
        }
        assertThat(path).isDirectoryNotContaining("glob:**/trial");
    }

    @Test
    void aWriteThatFailsCountsAndOneThatSucceedsEndsIt() throws IOException {
        var path = Files.writeString(parent.resolve("journal"), "a file in its place");
        try (var ledger = ledger(path)) {
            var entry = new JournalEntry.CircuitClosed("main", NOW, "somebody");
            assertThatThrownBy(() -> ledger.record(entry)).isInstanceOf(IOException.class);
            assertThat(failures).hasValue(2);
            Files.delete(path);
            ledger.record(entry);
            assertThat(ledger.isFailing()).isFalse();
        }
    }

    @Test
    void aDiskThatDoesNotAnswerIsKnownOfToo() throws Exception {
        var answer = new CompletableFuture<Instant>();
        InstantSource clock = () -> Thread.currentThread().isVirtual() ? answer.join() : NOW;
        var path = parent.resolve("journal");
        try (var ledger = new Ledger(new JournalSettings(path), clock, failures::incrementAndGet)) {
            var trial = Thread.ofVirtual().start(ledger::tryOut);
            assertThat(ledger.isFailing()).isFalse();
            try {
                await().until(ledger::isFailing);
                assertThat(ledger.failure()).isEqualTo("the disk does not answer");
            } finally {
                answer.complete(NOW);
            }
            trial.join();
            assertThat(ledger.isFailing()).isFalse();
        }
    }

    @Test
    void aDiskThatDoesNotAnswerAtTheStartKeepsNobodyFromWatching() throws Exception {
        var path = Files.createDirectory(parent.resolve("journal"));
        // who opens one for writing waits for somebody who reads
        var month = path.resolve("journal-2026-01.jsonl");
        assertThat(new ProcessBuilder("mkfifo", month.toString()).start().waitFor()).isZero();
        try (var ledger = ledger(path)) {
            assertThat(ledger.isFailing()).isTrue();
            ledger.recall(given::add);
            assertThat(given).isEmpty();
        } finally {
            letGo(month);
        }
    }

    @Test
    void whatWasBeforeIsGivenAsSoonAsItCanBeReadAndNothingIsWrittenOverItBefore()
            throws IOException {
        var path = parent.resolve("journal");
        var action = new JournalEntry.CircuitClosed("main", NOW, "somebody");
        var before = ledger(path);
        try (var ledger = ledger(path)) {
            before.record(action);
            ledger.recall(given::add);
            assertThat(ledger.isFailing()).as("another has the folder").isTrue();
            before.close();
            assertThatThrownBy(() -> ledger.record(action)).hasMessageContaining("not been read");
            assertThatThrownBy(() -> ledger.save(List.of())).hasMessageContaining("not been read");
            ledger.tryOut();
            assertThat(ledger.failure()).isNull();
            assertThat(given.getFirst().entries()).containsExactly(action);
            ledger.tryOut();
            assertThat(given).hasSize(1);
        }
    }

    @Test
    void whoIsGivenWhatWasBeforeMayKeepItAndTheGuardWaitsForTheEndOfThat() throws IOException {
        var path = parent.resolve("journal");
        var meanwhile = new ArrayList<String>();
        try (var ledger = ledger(path)) {
            ledger.recall(
                    _ -> {
                        meanwhile.add(String.valueOf(ledger.failure()));
                        assertThatCode(() -> ledger.save(List.of())).doesNotThrowAnyException();
                    });
            assertThat(meanwhile).singleElement().asString().contains("not been read");
            assertThat(ledger.failure()).isNull();
        }
    }

    /// Reads and writes, again and again, until the thread that hung has ended.
    private static void letGo(Path pipe) {
        var both = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        await().until(
                        () -> {
                            Files.newByteChannel(pipe, both).close();
                            return Thread.getAllStackTraces().keySet().stream()
                                    .noneMatch(t -> t.getName().equals("journal-opening"));
                        });
    }

    private Ledger ledger(Path path) {
        return new Ledger(new JournalSettings(path), () -> NOW, failures::incrementAndGet);
    }
}
