package lockkeeper.contention;

import lockkeeper.graph.Edge;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockOwner;
import lockkeeper.pg.PgTarget;
import lockkeeper.pg.PostgresServer;
import lockkeeper.watch.SnapshotFailed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Plays a script on a real server and, whenever nothing moves, compares the wait graph with what
/// PostgreSQL says, and its predictions with what PostgreSQL does.
final class Performance implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TRIES = 20;

    private final PostgresServer server;
    private final String database;
    private final PgTarget target;
    private final Connection control;
    private final Script script;
    private final List<Player> players = new ArrayList<>();
    private Tally tally = Tally.NOTHING;

    Performance(
            PostgresServer server,
            String database,
            PgTarget target,
            Connection control,
            Script script) {
        this.server = server;
        this.database = database;
        this.target = target;
        this.control = control;
        this.script = script;
    }

    Tally play() throws Disagreement, SQLException, SnapshotFailed {
        execute(Repertoire.SETTING);
        var asked = target.source().questionsAsked();
        for (var i = 0; i < script.players(); i++) players.add(player());
        for (var step : script.steps()) {
            take(step);
            if (!step.joined()) compare();
        }
        return tally.plus(new Tally(0, 0, 0, 0, target.source().questionsAsked() - asked, 0, 0));
    }

    private Player player() {
        return new Player(server, database, script.deadlockTimeout());
    }

    private void take(Step step) throws Disagreement, SQLException, SnapshotFailed {
        var player = players.get(step.player());
        switch (step.kind()) {
            case INSIDE, ALONE, END -> {
                if (!player.isBusy()) player.start(step);
            }
            case CANCEL -> cancel(player.pid());
            case TERMINATE -> terminate(step.player(), step.rollback() ? 1 : 2);
        }
    }

    /// Who waits reacts as soon as its process gets a processor; until then it is shown as waiting.
    private void cancel(int pid) throws SQLException {
        var wait = Look.read(control).waits().get(pid);
        execute("SELECT pg_cancel_backend(" + pid + ")");
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (wait != null
                && Look.read(control).stillWaits(pid, wait)
                && System.nanoTime() < deadline) pause(List.of(), 2);
    }

    /// A sample and the looks around it, which are equal.
    private record Moment(Look look, WaitGraph graph) {}

    /// The blockers of every waiter, and who waits at all.
    private Moment compare() throws Disagreement, SQLException, SnapshotFailed {
        for (var i = 0; i < TRIES; i++) {
            var before = settle();
            var graph = WaitGraph.of(target.source().read());
            if (!before.equals(Look.read(control))) continue;
            count(before, graph);
            compare(before, graph);
            return new Moment(before, graph);
        }
        tally = tally.plus(new Tally(0, 0, 0, 0, 0, 0, 1));
        return new Moment(new Look(Map.of()), WaitGraph.of(target.source().read()));
    }

    private void count(Look look, WaitGraph graph) {
        if (look.waits().isEmpty()) return;
        var flagged = graph.snapshot().blockingPids().isEmpty() ? 0 : 1;
        tally = tally.plus(new Tally(look.waits().size(), 1, 0, 0, 0, flagged, 0));
    }

    private static void compare(Look look, WaitGraph graph) throws Disagreement {
        var waiters = graph.waiters().stream().map(LockOwner::pid).collect(Collectors.toSet());
        expect("who waits", look.waits().keySet(), waiters, graph);
        for (var waiter : graph.waiters()) {
            var wait = look.waits().get(waiter.pid());
            var blockers = new HashSet<Integer>();
            for (var edge : graph.edgesOf(waiter)) blockers.add(edge.blocker().pid());
            if (wait != null)
                expect("blockers of " + waiter.pid(), wait.blockers(), blockers, graph);
        }
        for (var waiter : graph.unexplained())
            expect("unexplained " + waiter.pid(), Set.of(), blockers(graph, waiter), graph);
    }

    private static Set<Integer> blockers(WaitGraph graph, LockOwner waiter) {
        return graph.edgesOf(waiter).stream()
                .map(Edge::blocker)
                .map(LockOwner::pid)
                .collect(Collectors.toSet());
    }

    private static void expect(
            String what, Set<Integer> expected, Set<Integer> actual, WaitGraph graph)
            throws Disagreement {
        if (!expected.equals(actual))
            throw new Disagreement(
                    "%s: PostgreSQL says %s, we say %s in %s"
                            .formatted(what, expected, actual, describe(graph)));
    }

    private static String describe(WaitGraph graph) {
        var text = new StringBuilder();
        var snapshot = graph.snapshot();
        text.append("\n  sampled at ").append(snapshot.sampledAt());
        text.append(", holding elsewhere ").append(snapshot.holdingElsewhere());
        text.append(", answers ").append(snapshot.blockingPids());
        for (var queue : graph.queues()) {
            text.append("\n  ").append(queue.target());
            for (var lock : queue.holders())
                text.append("\n    held by ")
                        .append(lock.holder().pid())
                        .append(' ')
                        .append(lock.mode());
            for (var lock : queue.waiters())
                text.append("\n    awaited by ")
                        .append(lock.waiter().pid())
                        .append(' ')
                        .append(lock.mode())
                        .append(" since ")
                        .append(lock.waitStart());
        }
        return text.toString();
    }

    /// Ends one or two sessions that hold or await something, and compares who gets what he waited
    /// for with the prediction.
    private void terminate(int first, int count) throws Disagreement, SQLException, SnapshotFailed {
        awaitDetectors();
        var moment = compare();
        var leaving = new ArrayList<LockOwner>();
        var replaced = new ArrayList<Integer>();
        for (var i = 0; i < players.size() && leaving.size() < count; i++) {
            var index = (first + i) % players.size();
            var pid = players.get(index).pid();
            for (var group : moment.graph().groupsInvolved())
                if (group.pid() == pid) {
                    leaving.add(group);
                    replaced.add(index);
                }
        }
        if (leaving.isEmpty()) return;
        var busy = players.stream().filter(Player::isBusy).toList();
        end(leaving.stream().map(LockOwner::pid).toList());
        for (var index : replaced) players.set(index, renewed(players.get(index)));
        var gone = new HashSet<LockOwner>(leaving);
        var after = settle();
        for (var player : busy)
            if (!player.isBusy() && player.gaveUpLocks()) addGroup(moment.graph(), player, gone);
        judge(moment, leaving, gone, after);
    }

    private Player renewed(Player old) {
        old.close();
        return player();
    }

    private static void addGroup(WaitGraph graph, Player player, Set<LockOwner> to) {
        for (var group : graph.groupsInvolved()) if (group.pid() == player.pid()) to.add(group);
    }

    /// @param gone who left, and who was let through and ended its transaction at once
    private void judge(Moment moment, List<LockOwner> leaving, Set<LockOwner> gone, Look after)
            throws Disagreement {
        var graph = moment.graph();
        var released = released(moment, leaving, after);
        var predicted = pids(graph.without(leaving).releasedNow());
        var explained = new HashSet<Integer>(predicted);
        for (var pid : released)
            if (movedUp(moment.look(), pid, released) || followed(graph, gone, pid))
                explained.add(pid);
        var what = "released by the end of " + leaving.stream().map(LockOwner::pid).toList();
        if (!released.containsAll(predicted)) expect(what, released, predicted, graph);
        if (!explained.containsAll(released)) expect(what, released, explained, graph);
        var exact = released.equals(predicted) ? 1 : 0;
        tally = tally.plus(new Tally(0, 0, 1, exact, 0, 0, 0));
    }

    private static Set<Integer> released(Moment moment, List<LockOwner> leaving, Look after) {
        var left = leaving.stream().map(LockOwner::pid).collect(Collectors.toSet());
        var released = new HashSet<Integer>();
        moment.look()
                .waits()
                .forEach(
                        (pid, wait) -> {
                            if (!left.contains(wait.leader()) && !after.stillWaits(pid, wait))
                                released.add(pid);
                        });
        return released;
    }

    /// A place in line for a row is given up within the statement, once the row is had: whoever is
    /// next moves up and waits for the row itself.
    private static boolean movedUp(Look look, int pid, Set<Integer> released) {
        var wait = look.waits().get(pid);
        return wait != null
                && wait.isForTuple()
                && wait.blockers().stream().anyMatch(released::contains);
    }

    /// Whether it would be let through if all who left, but itself, left.
    private static boolean followed(WaitGraph graph, Set<LockOwner> gone, int pid) {
        var others = new HashSet<>(gone);
        others.removeIf(owner -> owner.pid() == pid);
        return pids(graph.without(others).releasedNow()).contains(pid);
    }

    private static Set<Integer> pids(Set<LockOwner> owners) {
        return owners.stream().map(LockOwner::pid).collect(Collectors.toCollection(HashSet::new));
    }

    /// Returns when each session either waits for us or for a lock.
    private Look settle() throws SQLException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var busy = players.stream().filter(Player::isBusy).toList();
            var look = Look.read(control);
            var pids = busy.stream().map(Player::pid).collect(Collectors.toSet());
            var stamped = look.waits().values().stream().noneMatch(w -> w.since().equals("?"));
            if (stamped && pids.equals(look.leaders())) return look;
            if (System.nanoTime() > deadline)
                throw new IllegalStateException(
                        "no rest: %s work, %s wait\n%s".formatted(pids, look.waits(), script));
            pause(busy, 2);
        }
    }

    /// Returns when every waiter has run the deadlock detector, or none will for an hour.
    private void awaitDetectors() throws SQLException {
        if (script.deadlockTimeout().toMinutes() > 0) return;
        var last = script.deadlockTimeout().plusMillis(300).toMillis();
        while (true) {
            var look = settle();
            if (look.waits().isEmpty() || youngest() > last) return;
            pause(List.of(), 20);
        }
    }

    private double youngest() throws SQLException {
        try (var statement = control.createStatement();
                var row =
                        statement.executeQuery(
                                "SELECT 1000 * extract(epoch FROM min(clock_timestamp() -"
                                        + " waitstart)) FROM pg_lock_status() WHERE NOT granted")) {
            row.next();
            return row.getDouble(1);
        }
    }

    /// Until one of them has news, or for a moment.
    private static void pause(List<Player> busy, int millis) {
        var news = busy.stream().map(Player::statement).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.anyOf(news)
                .thenApply(_ -> true)
                .completeOnTimeout(false, millis, TimeUnit.MILLISECONDS)
                .join();
    }

    private void execute(String sql) throws SQLException {
        try (var statement = control.createStatement()) {
            statement.execute(sql);
        }
    }

    private void end(List<Integer> pids) throws SQLException {
        var list = pids.stream().map(String::valueOf).collect(Collectors.joining(", "));
        execute("SELECT pg_terminate_backend(pid) FROM unnest(ARRAY[" + list + "]) AS p (pid)");
        awaitNone("pid IN (" + list + ")");
    }

    private void awaitNone(String condition) throws SQLException {
        var sql = "SELECT 1 FROM pg_stat_activity WHERE " + condition;
        while (true) {
            try (var statement = control.createStatement();
                    var row = statement.executeQuery(sql)) {
                if (!row.next()) return;
            }
            pause(List.of(), 2);
        }
    }

    @Override
    public void close() throws SQLException {
        var mine = "application_name = '" + Player.APPLICATION + "'";
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + mine);
        players.forEach(Player::close);
        awaitNone(mine);
        for (var i = 1; i <= 3; i++) {
            try {
                execute("ROLLBACK PREPARED 'g" + i + "'");
            } catch (SQLException e) {
                // there is none of that name
            }
        }
    }
}
