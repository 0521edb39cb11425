package lockkeeper.cli;

import lockkeeper.cli.LiveGraph.Session;
import lockkeeper.guard.Action;
import lockkeeper.guard.SignalResult;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.pg.PgTarget;
import lockkeeper.pg.TargetSettings;
import lockkeeper.watch.Newest;
import lockkeeper.watch.Newest.Picture;
import lockkeeper.watch.QueryText;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.Watcher;
import lockkeeper.web.GraphView;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Watches a server itself, as the daemon does, but never leads and never acts on its own.
final class ServerGraphs implements GraphSource {
    private static final Duration FIRST = Duration.ofSeconds(8);
    private static final Duration NAMES = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final String target;
    private final SamplingSettings sampling;
    private final PgTarget server;
    private final Newest newest;
    private final Watcher watcher;
    private boolean begun;

    ServerGraphs(TargetSettings connection, SamplingSettings sampling) {
        this.target = connection.name();
        this.sampling = sampling;
        // commands are told by texts that perhaps nobody may see
        server = PgTarget.openToLook(connection, sampling.with(QueryText.FULL));
        newest = new Newest(target, InstantSource.system());
        var observers = List.<lockkeeper.watch.Observer>of(newest);
        watcher = new Watcher(target, server.source(), observers, sampling, System::nanoTime);
        watcher.start();
    }

    @Override
    public String read() throws NoGraph {
        if (!begun) awaitFirst();
        begun = true;
        var picture = newest.picture();
        var observation = picture.observation();
        if (observation == null) throw new NoGraph(whyNot(picture));
        var facts = server.source().facts();
        var version = facts == null ? null : facts.version();
        var origin = new GraphView.Origin(target, version, sampling.queryText());
        return GraphView.of(origin, observation.graph(), picture.blindSince(), false).json();
    }

    private String whyNot(Picture picture) {
        var failure = picture.failure();
        return "target %s cannot be read: %s"
                .formatted(target, failure == null ? "no answer" : failure.getMessage());
    }

    /// Names come a moment after the locks they belong to.
    private void awaitFirst() throws NoGraph {
        var begin = System.nanoTime();
        while (newest.picture().observation() == null && isWithin(FIRST, begin)) pause();
        begin = System.nanoTime();
        while (!hasNames(newest.picture()) && isWithin(NAMES, begin)) pause();
    }

    private static boolean isWithin(Duration time, long begin) {
        return System.nanoTime() - begin < time.toNanos();
    }

    private static void pause() throws NoGraph {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoGraph("interrupted");
        }
    }

    private static boolean hasNames(Picture picture) {
        var observation = picture.observation();
        if (observation == null) return true;
        var snapshot = observation.snapshot();
        return snapshot.locks().stream().allMatch(lock -> hasName(lock.target(), snapshot))
                && snapshot.backends().values().stream()
                        .allMatch(backend -> backend.userOid() == 0 || backend.user() != null);
    }

    private static boolean hasName(LockTarget lock, LockSnapshot snapshot) {
        return lock.relation() == 0
                || snapshot.relations().containsKey(lock)
                || snapshot.relations()
                        .containsKey(LockTarget.relation(lock.database(), lock.relation()));
    }

    @Override
    public String cancel(String ignored, Session session) {
        if (session.backendStart() == null) return "nothing was sent: the session cannot be seen";
        var id = new BackendId(session.pid(), session.backendStart());
        return switch (server.control().signal(Action.CANCEL, id)) {
            case SignalResult.Sent() -> "was sent a cancel";
            case SignalResult.AlreadyGone() -> "had ended, nothing was sent";
            case SignalResult.Refused(var why) -> "was not cancelled, the server refused: " + why;
            case SignalResult.Unreachable(var why) -> "was not cancelled: " + why;
            case SignalResult.Unknown(var why) ->
                    "was perhaps cancelled, the answer did not arrive: " + why;
        };
    }

    @Override
    public String caveat() {
        return " It goes to the server itself, so no journal tells of it; through a daemon (--from)"
                + " one would.";
    }

    @Override
    public void close() {
        watcher.close();
        server.close();
    }
}
