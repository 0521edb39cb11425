package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Guard;
import lockkeeper.guard.GuardRules;
import lockkeeper.guard.GuardTools;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.Rules;
import lockkeeper.guard.Witness;
import lockkeeper.pg.PgTarget;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Targets;
import lockkeeper.watch.Observer;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.Watcher;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// How quick the guard is, counted in samples: a busy machine makes them later, not more.
class PromptnessIT {
    private static final Duration SUSTAINED = Duration.ofMillis(300);
    private static final int QUEUED = 5;

    private final PostgresServer server = PostgresServer.shared(PostgresServer.majors().getLast());
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final List<JournalEntry> entries = new CopyOnWriteArrayList<>();

    private record Sample(Instant at, int waiting) {}

    @Test
    void theSignalComesWithTheFirstSampleThatHasLastedAndTheQueueDrainsWithinTwo() {
        // the shop first: a role made after the guard has read them is unknown to it for a moment
        try (var shop = new Shop(server);
                var target =
                        PgTarget.open(
                                Targets.of(server, Patrol.role(server)),
                                SamplingSettings.DEFAULTS);
                var hand = Executors.newSingleThreadExecutor();
                var watcher =
                        new Watcher(
                                "main",
                                target.source(),
                                List.of(recorder(), guard(target, hand)),
                                SamplingSettings.DEFAULTS,
                                System::nanoTime)) {
            watcher.start();
            await().until(target.leadership()::isLeader);
            shop.began("SELECT count(*) FROM users");
            shop.session().startAndBlock("ALTER TABLE users ADD COLUMN email text");
            IntStream.range(0, QUEUED + 1)
                    .forEach(_ -> shop.session().startAndBlock("SELECT count(*) FROM users"));
            await().until(() -> entries.stream().anyMatch(JournalEntry.Done.class::isInstance));
        }
        var signalled =
                entries.stream()
                        .filter(JournalEntry.Intent.class::isInstance)
                        .map(JournalEntry::at)
                        .findFirst()
                        .orElseThrow();
        var begun = samples.stream().filter(s -> s.waiting > QUEUED).findFirst().orElseThrow().at;
        assertThat(samples)
                .filteredOn(s -> !s.at.isBefore(begun.plus(SUSTAINED)))
                .first()
                .returns(signalled, Sample::at);
        assertThat(samples)
                .filteredOn(s -> s.at.isAfter(signalled))
                .anySatisfy(s -> assertThat(s.waiting).isZero());
    }

    private Observer recorder() {
        return observation ->
                samples.add(
                        new Sample(
                                observation.snapshot().sampledAt(),
                                observation.graph().waiters().size()));
    }

    private Guard guard(PgTarget target, Executor hand) {
        var settings = new Rules().queued(QUEUED).sustained(SUSTAINED).settings();
        return new Guard(
                "main",
                () -> new GuardRules.InForce(settings, null, null),
                new GuardTools(
                        target.control(),
                        _ -> {},
                        target.leadership(),
                        new Told(),
                        () -> true,
                        Files::exists,
                        System::nanoTime,
                        () -> UUID.randomUUID().toString(),
                        hand));
    }

    private final class Told implements Witness {
        @Override
        public String incidentOf(String name, PileUp pileUp) {
            return pileUp.target().toString();
        }

        @Override
        public void entry(JournalEntry entry) {
            entries.add(entry);
        }

        @Override
        public void trouble(String name, String key, String sentence, boolean over) {}
    }
}
