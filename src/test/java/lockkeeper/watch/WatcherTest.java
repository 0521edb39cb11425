package lockkeeper.watch;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockSnapshot;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// What one turn of the poll loop makes of a server that answers, fails, or answers nonsense.
class WatcherTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final Queue<RuntimeException> faults = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private final Watcher watcher =
            new Watcher(
                    "main",
                    new Server(),
                    List.of(new Ear()),
                    SamplingSettings.DEFAULTS,
                    System::nanoTime);

    @Test
    void aFaultOfOursInALookIsALookInVainAndNoMore() {
        faults.add(new IllegalStateException("pid must be positive"));
        watcher.poll();
        watcher.poll();
        assertThat(heard).containsExactly("UNREADABLE", "FULL");
    }

    private final class Server implements SnapshotSource {
        @Override
        public Glance glance() {
            return new Glance(NOW, false, false);
        }

        @Override
        public LockSnapshot read() {
            var fault = faults.poll();
            if (fault != null) throw fault;
            return LockSnapshot.quiet(NOW, false);
        }
    }

    private final class Ear implements Observer {
        @Override
        public void onObservation(Observation observation) {
            heard.add(observation.kind().name());
        }

        @Override
        public void onMissed(String target, SnapshotFailed failure) {
            heard.add(failure.reason().name());
        }
    }
}
