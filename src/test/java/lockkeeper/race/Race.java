package lockkeeper.race;

import static org.awaitility.Awaitility.await;

import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.Action;
import lockkeeper.guard.PileUps;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.SignalResult;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.pg.PgTarget;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Targets;
import lockkeeper.watch.SnapshotFailed;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/// Round after round on one server: sessions are decided about in a real sample, then each moves on
/// and is signalled at about the same moment. Which comes first is steered to be even.
final class Race implements AutoCloseable {
    private static final int LANES = 16;

    /// From the order to move to the move, in nanoseconds, so that a signal may be sent before.
    private static final long SOON = 600_000;

    /// By how much a signal that came too late comes earlier the next time, and the reverse.
    private static final long STEP = 20_000;

    private static final long JITTER = 150_000;

    private static final String ACTIVITY =
            """
            SELECT (extract(epoch FROM query_start) * 1000000)::int8,
                   (extract(epoch FROM state_change) * 1000000)::int8,
                   query LIKE '%pg_lock_status%'
              FROM pg_stat_get_activity(?)
            """;
    private final PostgresServer server;
    private final String database;
    private final PgTarget target;
    private final Connection observer;
    private final PreparedStatement activity;
    private final int actor;
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<Move, Long> offsets = new EnumMap<>(Move.class);
    private final Tally tally = new Tally();

    /// The guarded statement in the server, in microseconds since 1970.
    private record Span(long from, long to) {}

    /// What was done in one round.
    ///
    /// @param round when it was ordered to move, by the clock of the server
    private record Shot(Lane lane, Action action, SignalResult result, long round, Span span) {
        boolean isSent() {
            return switch (result) {
                case SignalResult.Sent() -> true;
                case SignalResult.AlreadyGone() -> false;
                case SignalResult.Refused(_),
                        SignalResult.Unreachable(_),
                        SignalResult.Unknown(_) ->
                        throw new IllegalStateException("no answer: " + result);
            };
        }
    }

    Race(int major) throws SQLException {
        server = PostgresServer.of(major).with("deadlock_timeout", "1min").start();
        database = server.newDatabase();
        target = Targets.open(server);
        await().atMost(Duration.ofSeconds(20)).until(target.leadership()::isLeader);
        observer = server.connect(database);
        activity = observer.prepareStatement(ACTIVITY);
        actor =
                Integer.parseInt(
                        Objects.requireNonNull(
                                server.query(
                                        "SELECT pid FROM pg_stat_activity WHERE application_name ="
                                                + " 'lockkeeper actor'")));
        for (var i = 0; i < LANES; i++) lanes.add(new Lane(server, database, i));
    }

    Tally run(int rounds) throws SQLException, SnapshotFailed {
        for (var cycle = 0; tally.rounds() < rounds; cycle++) cycle(cycle);
        return tally;
    }

    private void cycle(int number) throws SQLException, SnapshotFailed {
        for (var i = 0; i < lanes.size(); i++) lanes.get(i).begin(move(number, i));
        var waiting = lanes.stream().filter(lane -> lane.move() != Move.WAKES_AND_COMMITS).toList();
        while (!waiters(read()).containsAll(pids(waiting))) Thread.onSpinWait();
        lanes.forEach(Lane::crowd);
        var suspects = Map.<Integer, PinnedBackend>of();
        while (!suspects.keySet().containsAll(pids(lanes))) suspects = decided(read());
        var shots = new ArrayList<Shot>();
        for (var lane : lanes)
            shots.add(shoot(lane, Objects.requireNonNull(suspects.get(lane.pid()))));
        for (var shot : shots) settle(shot);
    }

    private static Move move(int cycle, int lane) {
        if (lane == 0 && cycle % 2 == 0) return Move.IS_REPLACED;
        var common =
                List.of(
                        Move.FINISHES,
                        Move.GOES_ON,
                        Move.HOLDS_AND_GOES_ON,
                        Move.COMMITS,
                        Move.WAKES_AND_COMMITS,
                        Move.DISCONNECTS);
        return common.get((cycle + lane) % common.size());
    }

    private Shot shoot(Lane lane, PinnedBackend decided) throws SQLException {
        var move = lane.move();
        var action = endsSession(move) ? Action.TERMINATE : Action.CANCEL;
        var round = micros();
        var at = System.nanoTime() + SOON;
        lane.moveAt(at);
        var pin = decided;
        if (move == Move.IS_REPLACED) pin = replaced(lane, decided);
        else Moment.await(at + offsets.getOrDefault(move, 0L) + Moment.about(JITTER));
        var called = micros();
        var result = target.control().signal(action, pin);
        steer(move, result instanceof SignalResult.Sent);
        return new Shot(lane, action, result, round, span(called));
    }

    private static boolean endsSession(Move move) {
        return switch (move) {
            case WAKES_AND_COMMITS -> true;
            case COMMITS -> ThreadLocalRandom.current().nextBoolean();
            case FINISHES, GOES_ON, HOLDS_AND_GOES_ON, DISCONNECTS, IS_REPLACED -> false;
        };
    }

    private void steer(Move move, boolean sent) {
        var offset = offsets.getOrDefault(move, 0L) + (sent ? STEP : -STEP);
        offsets.put(move, Math.clamp(offset, -SOON, 3 * SOON));
    }

    /// Waits for the end of the session and gives its pid to a new one. Where that cannot be had,
    /// the decision is changed to be about the new one's pid.
    private PinnedBackend replaced(Lane lane, PinnedBackend decided) throws SQLException {
        var pid = decided.id().pid();
        lane.fate();
        await().pollInterval(Duration.ofMillis(1)).until(() -> !Pids.exists(pid));
        var connection = connectAs(pid);
        lane.replacedBy(connection);
        if (lane.pid() == pid) {
            tally.reused();
            return decided;
        }
        return new PinnedBackend(
                new BackendId(lane.pid(), decided.id().startedAt()),
                decided.virtualTransaction(),
                decided.xactStart(),
                decided.queryStart(),
                decided.target(),
                decided.mode(),
                decided.granted(),
                decided.waitStart(),
                decided.decidedAt());
    }

    private Connection connectAs(int pid) throws SQLException {
        for (var tries = 0; tries < 5 && Pids.next(pid); tries++) {
            var connection = server.connect(database);
            if (connection.unwrap(PGConnection.class).getBackendPID() == pid) return connection;
            connection.close();
        }
        return server.connect(database);
    }

    private void settle(Shot shot) throws SQLException {
        var lane = shot.lane();
        var fate = lane.fate();
        var other = lane.clear(shot.action() == Action.TERMINATE && shot.isSent());
        var end = other.hit() < 0 ? end(shot, fate) : Tally.End.WRONG;
        tally.count(lane.move(), end);
        tally.worked(shot.span().to() - shot.span().from());
    }

    private Tally.End end(Shot shot, Lane.Fate fate) throws SQLException {
        var move = shot.lane().move();
        if (!shot.isSent()) return fate.hit() < 0 ? Tally.End.GONE : Tally.End.WRONG;
        if (move == Move.IS_REPLACED) return Tally.End.WRONG;
        if (fate.hit() == 0) return Tally.End.DECIDED;
        if (fate.hit() < 0 && shot.action() == Action.CANCEL) return Tally.End.DISCARDED;
        var movedOn = shot.lane().movedOn(shot.round());
        if (movedOn < shot.span().from()) return Tally.End.WRONG;
        tally.late(movedOn - shot.span().from());
        return Tally.End.LATE;
    }

    // ---- what the server says

    private LockSnapshot read() throws SnapshotFailed {
        return target.source().read();
    }

    private static Set<Integer> waiters(LockSnapshot snapshot) {
        return WaitGraph.of(snapshot).waiters().stream()
                .map(LockOwner::pid)
                .collect(Collectors.toSet());
    }

    private static Set<Integer> pids(List<Lane> lanes) throws SQLException {
        var pids = new HashSet<Integer>();
        for (var lane : lanes) pids.add(lane.pid());
        return pids;
    }

    /// Everybody whom a guard could decide about, pinned as it would.
    private static Map<Integer, PinnedBackend> decided(LockSnapshot snapshot) {
        var pins = new HashMap<Integer, PinnedBackend>();
        for (var pileUp : PileUps.of(WaitGraph.of(snapshot)))
            for (var suspect : pileUp.suspects())
                pins.put(suspect.owner().pid(), PinnedBackend.of(suspect, snapshot.sampledAt()));
        return pins;
    }

    /// When the guarded statement began and ended; if another has followed it, from when on it was
    /// called.
    private Span span(long called) throws SQLException {
        activity.setInt(1, actor);
        try (var row = activity.executeQuery()) {
            row.next();
            var from = row.getBoolean(3) ? row.getLong(1) : called;
            return new Span(from, row.getLong(2));
        }
    }

    /// The clock of this machine, which is the server's.
    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Override
    public void close() throws SQLException {
        target.close();
        for (var lane : lanes) lane.close();
        observer.close();
        server.close();
    }
}
