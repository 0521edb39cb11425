package lockkeeper.metrics;

import lockkeeper.graph.Scene;
import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.GuardStatus;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;
import lockkeeper.watch.Observation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// A daemon that measures one server called `main`, with a clock that only the test moves.
final class MetricsScene implements AutoCloseable {
    Instant now = Scene.START;
    GuardStatus status = status(GuardMode.OBSERVE, null);
    Set<? extends LockOwner> behindDdl = Set.of();
    private Duration passed = Duration.ZERO;
    final Metrics metrics = new Metrics("1.2", "abc", () -> now, () -> passed.toNanos());
    final Meters main =
            metrics.target("main", () -> status, _ -> behindDdl, () -> Duration.ofSeconds(5));

    static GuardStatus status(GuardMode mode, @Nullable Instant circuitOpenUntil) {
        return new GuardStatus(
                mode, GuardSettings.DEFAULTS, true, false, circuitOpenUntil, false, null, null);
    }

    /// By every clock.
    void later(Duration time) {
        now = now.plus(time);
        passed = passed.plus(time);
    }

    void sees(Scene scene) {
        sees(scene.snapshot());
    }

    void sees(LockSnapshot snapshot) {
        main.onObservation(
                new Observation(
                        "main",
                        Observation.Kind.FULL,
                        WaitGraph.of(snapshot),
                        0,
                        Duration.ofMillis(3)));
    }

    void seesNobody(Instant at) {
        var graph = WaitGraph.of(LockSnapshot.quiet(at, false));
        main.onObservation(
                new Observation("main", Observation.Kind.SENTINEL, graph, 0, Duration.ofMillis(1)));
    }

    static LockSnapshot named(
            LockSnapshot s, Map<LockTarget, RelationName> relations, Map<Long, String> databases) {
        return new LockSnapshot(
                s.sampledAt(),
                s.inRecovery(),
                s.deadlockTimeout(),
                s.locks(),
                s.backends(),
                s.holdingElsewhere(),
                s.blockingPids(),
                s.departed(),
                relations,
                databases,
                s.ownPids(),
                s.hidden());
    }

    Exposed exposed() {
        return new Exposed(metrics.scrape(null));
    }

    @Override
    public void close() {
        metrics.close();
    }
}
