package lockkeeper.cost;

import static lockkeeper.cost.CostReport.median;

import lockkeeper.pg.PostgresServer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/// What the application gets done with and without the daemon at its contended interval, in rounds
/// that take turns: eight sessions, each a read and an update of a random row in a transaction.
final class Throughput {
    private static final int SESSIONS = 8;
    private static final int PAIRS = 12;
    private static final long ROUND_NANOS = 4_000_000_000L;

    private Throughput() {}

    static void print(int major) throws Exception {
        System.out.printf(
                "Transactions a second, %d pairs of rounds, PostgreSQL %d%n", PAIRS, major);
        try (var server = PostgresServer.of(major).start();
                var crowd = new Crowd(server)) {
            server.execute("CREATE TABLE accounts (id int PRIMARY KEY, balance int)");
            server.execute("INSERT INTO accounts SELECT i, 0 FROM generate_series(1, 100000) i");
            // somebody waits all the time, so that the daemon never slows down
            crowd.join("BEGIN", "SELECT pg_advisory_xact_lock(1)");
            crowd.await(1, "BEGIN", "SELECT pg_advisory_xact_lock(1)");
            var without = new ArrayList<Double>();
            var with = new ArrayList<Double>();
            round(server);
            for (var pair = 0; pair < PAIRS; pair++) {
                if (pair % 2 == 0) without.add(round(server));
                with.add(watched(server));
                if (pair % 2 != 0) without.add(round(server));
            }
            print(without, with);
        }
    }

    private static double watched(PostgresServer server) throws Exception {
        try (var _ = RealDaemon.start(server, server.url(), "guard: {mode: enforce}")) {
            Thread.sleep(1_000);
            return round(server);
        }
    }

    private static void print(List<Double> without, List<Double> with) {
        System.out.println("| | median | lowest | highest |");
        System.out.println("|---|---|---|---|");
        line("without the daemon", "%.0f", without);
        line("with the daemon", "%.0f", with);
        var ratios = new ArrayList<Double>();
        for (var i = 0; i < with.size(); i++) ratios.add(with.get(i) / without.get(i));
        line("with / without, pair by pair", "%.3f", ratios);
        var noise = new ArrayList<Double>();
        for (var i = 1; i < without.size(); i++) noise.add(without.get(i) / without.get(i - 1));
        line("without / without, round by round", "%.3f", noise);
    }

    private static void line(String what, String format, List<Double> values) {
        var sorted = values.stream().sorted().toList();
        var shown =
                List.of(median(values), sorted.getFirst(), sorted.getLast()).stream()
                        .map(format::formatted)
                        .toList();
        System.out.println("| " + what + " | " + String.join(" | ", shown) + " |");
    }

    private static double round(PostgresServer server)
            throws SQLException, InterruptedException, ExecutionException {
        var connections = new ArrayList<Connection>();
        for (var i = 0; i < SESSIONS; i++) connections.add(server.connect("postgres"));
        try (var threads = Executors.newFixedThreadPool(SESSIONS)) {
            var begun = System.nanoTime();
            var tasks = new ArrayList<Callable<Long>>();
            for (var connection : connections) tasks.add(() -> work(connection, begun));
            var done = 0L;
            for (var task : threads.invokeAll(tasks)) done += task.get();
            return done * 1e9 / (System.nanoTime() - begun);
        } finally {
            for (var connection : connections) connection.close();
        }
    }

    private static long work(Connection connection, long begun) throws SQLException {
        connection.setAutoCommit(false);
        var done = 0L;
        try (var read = connection.prepareStatement("SELECT balance FROM accounts WHERE id = ?");
                var write =
                        connection.prepareStatement(
                                "UPDATE accounts SET balance = balance + 1 WHERE id = ?")) {
            while (System.nanoTime() - begun < ROUND_NANOS) {
                var id = ThreadLocalRandom.current().nextInt(1, 100_001);
                read.setInt(1, id);
                read.execute();
                write.setInt(1, id);
                write.execute();
                connection.commit();
                done++;
            }
        }
        return done;
    }
}
