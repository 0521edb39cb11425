package lockkeeper.cli;

import lockkeeper.cli.GraphSource.NoGraph;
import lockkeeper.exec.Glimpse;
import lockkeeper.exec.Glimpses;
import lockkeeper.exec.Obstacle;
import lockkeeper.exec.OwnWaits;
import lockkeeper.exec.Proof;
import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks at a daemon's graph again and again, for what it shows of the command's sessions.
final class DaemonLooks implements AutoCloseable {
    static final Duration PERIOD = Duration.ofMillis(200);

    private static final int MOST_REMEMBERED = 1000;

    private final DaemonClient client;
    private final Glimpses glimpses;
    private final OwnWaits ownWaits;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// What stood in the way of others, by session and start of its transaction, newest last: only
    /// of those may the daemon turn out to have stopped one.
    private final SequencedMap<Work, Glimpse> inTheWay = new LinkedHashMap<>();

    private record Work(BackendId session, String transaction) {}

    private volatile String target = "";
    private volatile Instant since = Instant.MAX;

    DaemonLooks(DaemonClient client, Glimpses glimpses, OwnWaits ownWaits) {
        this.client = client;
        this.glimpses = glimpses;
        this.ownWaits = ownWaits;
    }

    /// From now on, at whoever connects to that server.
    void begin(String server) throws DaemonFailed, NoGraph {
        target = server;
        since = graph().sampledAt();
        Thread.ofVirtual().name("looks").start(this::watch);
    }

    /// Whether a session may belong to the command.
    boolean covers(Instant backendStart) {
        return !backendStart.isBefore(since);
    }

    /// Returns when a wait that is over has been seen to be over.
    void awaitNext() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(PERIOD.multipliedBy(3).toMillis());
    }

    private void watch() {
        try {
            while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            var graph = graph();
            var seen = new ArrayList<Glimpse>();
            for (var session : graph.sessions()) {
                var start = session.backendStart();
                if (start != null && covers(start))
                    seen.add(glimpse(graph, session, new BackendId(session.pid(), start)));
            }
            glimpses.add(graph.sampledAt(), seen);
            remember(graph, seen);
            ownWaits.look(seen);
        } catch (DaemonFailed | NoGraph e) {
            // what is not seen is not concluded from
        }
    }

    private synchronized void remember(LiveGraph graph, Collection<Glimpse> seen) {
        var blockers = new HashSet<Integer>();
        for (var session : graph.sessions()) blockers.addAll(session.blockedBy());
        for (var one : seen)
            if (blockers.contains(one.session().pid()))
                inTheWay.putLast(new Work(one.session(), one.transaction()), one);
        while (inTheWay.size() > MOST_REMEMBERED) inTheWay.pollFirstEntry();
    }

    /// How a session stood in the way of others in that transaction; null if that was not seen.
    synchronized @Nullable Glimpse inTheWay(BackendId session, @Nullable Instant xactStart) {
        return inTheWay.get(new Work(session, String.valueOf(xactStart)));
    }

    private LiveGraph graph() throws DaemonFailed, NoGraph {
        return LiveGraph.of(client.graph(target));
    }

    private Glimpse glimpse(LiveGraph graph, LiveGraph.Session session, BackendId id) {
        var queryStart = session.idlesInTransaction() ? null : session.queryStart();
        return new Glimpse(
                id,
                session.command() == null ? "statement" : session.command(),
                String.valueOf(session.xactStart()),
                Proof.of(session.xactStart(), queryStart),
                session.waitingSince(),
                obstacles(graph, session),
                graph.sampledAt());
    }

    /// The first holder of what a session waits for, which stands for all of them.
    private List<Obstacle> obstacles(LiveGraph graph, LiveGraph.Session waiter) {
        var holders =
                graph.sessions().stream()
                        .filter(one -> waiter.blockedBy().contains(one.pid()) && !one.waiting())
                        .toList();
        var remain = new DaemonHolders(client, target, graph, waiter, holders);
        return holders.stream()
                .limit(1)
                .map(one -> new Obstacle(described(one), isOwnIdle(waiter, one), remain))
                .toList();
    }

    private boolean isOwnIdle(LiveGraph.Session waiter, LiveGraph.Session holder) {
        return holder.backendStart() != null
                && covers(holder.backendStart())
                && holder.idlesInTransaction()
                && Objects.equals(holder.user(), waiter.user())
                && Objects.equals(holder.application(), waiter.application())
                && Objects.equals(holder.client(), waiter.client());
    }

    private static String described(LiveGraph.Session session) {
        if (session.pid() == 0) return "the prepared transaction '%s'".formatted(session.gid());
        var what =
                session.idlesInTransaction()
                        ? "a session that idles in its open transaction"
                        : session.command() == null ? "a session" : session.command();
        return "%s (pid %d, %s, user %s)"
                .formatted(what, session.pid(), session.application(), session.user());
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
