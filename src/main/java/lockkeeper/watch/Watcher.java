package lockkeeper.watch;

import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.SnapshotFailed.Reason;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The poll loop of one server. While nothing waits only the sentinel is asked; when it fires, and
/// every ten seconds as a control, a full sample is read, until two in a row show nobody waiting.
///
/// Its loop has a platform thread: it gets its turn from the operating system, however busy the few
/// carriers of the virtual threads are, and a read from a socket costs it fewer wake-ups.
public final class Watcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);
    private static final Duration CONTROL = Duration.ofSeconds(10);

    private final String target;
    private final SnapshotSource source;
    private final List<Observer> observers;
    private final Pace pace;
    private final LongSupplier nanoTime;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread loop;

    private int quietSamples = 2;
    private long lastFull;
    private boolean blind;

    /// @param nanoTime a monotonic clock, in nanoseconds
    public Watcher(
            String target,
            SnapshotSource source,
            List<Observer> observers,
            SamplingSettings settings,
            LongSupplier nanoTime) {
        this.target = target;
        this.source = source;
        this.observers = List.copyOf(observers);
        this.pace = new Pace(settings);
        this.nanoTime = nanoTime;
        this.lastFull = nanoTime.getAsLong() - CONTROL.toNanos();
        this.loop = Thread.ofPlatform().daemon().name("watch-" + target).unstarted(this::run);
    }

    public void start() {
        loop.start();
    }

    /// From the next look on, its intervals.
    public void use(SamplingSettings settings) {
        pace.use(settings);
    }

    /// One turn of the loop. Tests call it directly and never sleep.
    void poll() {
        var begunAt = nanoTime.getAsLong();
        try {
            var observation = fencedLook(begunAt);
            sayIfSeeing();
            tell(observer -> observer.onObservation(observation));
        } catch (SnapshotFailed e) {
            sayIfBlind(e);
            tell(observer -> observer.onMissed(target, e));
        }
    }

    /// A fault of ours in a look makes us blind for that look; it must not end the loop.
    private Observation fencedLook(long begunAt) throws SnapshotFailed {
        try {
            return look(begunAt);
        } catch (RuntimeException e) {
            if (!blind) log.error("target={} look failed", target, e);
            throw new SnapshotFailed(Reason.UNREADABLE, "a fault of ours: " + e, e);
        }
    }

    private Observation look(long begunAt) throws SnapshotFailed {
        if (isContended() || begunAt - lastFull >= CONTROL.toNanos()) return full(begunAt);
        var glance = source.glance();
        if (glance.waits()) return full(begunAt);
        var quiet = LockSnapshot.quiet(glance.at(), glance.inRecovery());
        return observation(Observation.Kind.SENTINEL, quiet, begunAt);
    }

    private Observation full(long begunAt) throws SnapshotFailed {
        var snapshot = source.read();
        lastFull = begunAt;
        quietSamples = snapshot.locks().isEmpty() ? Math.min(quietSamples + 1, 2) : 0;
        var observation = observation(Observation.Kind.FULL, snapshot, begunAt);
        pace.read(observation.took());
        return observation;
    }

    private Observation observation(Observation.Kind kind, LockSnapshot snapshot, long begunAt) {
        var took = Duration.ofNanos(nanoTime.getAsLong() - begunAt);
        return new Observation(target, kind, WaitGraph.of(snapshot), begunAt, took);
    }

    private boolean isContended() {
        return quietSamples < 2;
    }

    private void sayIfBlind(SnapshotFailed failure) {
        if (!blind)
            log.warn(
                    "target={} blind=true reason={} message=\"{}\"",
                    target,
                    failure.reason(),
                    failure.getMessage());
        blind = true;
    }

    private void sayIfSeeing() {
        if (blind) log.info("target={} blind=false", target);
        blind = false;
    }

    /// The other fence of the loop: a bug in one observer must not silence the others.
    private void tell(Consumer<Observer> news) {
        for (var observer : observers) {
            try {
                news.accept(observer);
            } catch (RuntimeException e) {
                log.error(
                        "target={} observer={} failed",
                        target,
                        observer.getClass().getSimpleName(),
                        e);
            }
        }
    }

    private void run() {
        try {
            var next = nanoTime.getAsLong();
            while (!closed.await(Math.max(0, next - nanoTime.getAsLong()), TimeUnit.NANOSECONDS)) {
                var begun = nanoTime.getAsLong();
                poll();
                next = begun + pace.interval(isContended()).toNanos();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the loop and waits, for a bounded time, for a reading that is under way.
    @Override
    public void close() {
        closed.countDown();
        try {
            if (loop.isAlive()) loop.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
