package lockkeeper.cost;

import static lockkeeper.cost.CostReport.median;

import lockkeeper.pg.PgTarget;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Targets;
import lockkeeper.watch.SnapshotFailed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What one look costs the server: ours and the usual ways, taking turns, by the server's own count
/// of planning and execution. The usual ways plan each time, as who sends a text does.
final class ServerTime implements AutoCloseable {
    private static final int WARM_UPS = 6;
    private static final int ROUNDS = 15;

    /// A way that takes longer than this is asked once a situation.
    private static final double TOO_LONG = 500;

    /// A way is given up after that time: where sessions queue for a row, each stands behind all
    /// before it, and the tree has a branch for every way through them.
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private interface Way {
        /// False if it was given up.
        boolean look() throws SQLException, SnapshotFailed;
    }

    private final int slots;
    private final PostgresServer server;
    private final PgTarget target;
    private final Connection usual;
    private final Connection clock;
    private final Map<String, Way> ways = new LinkedHashMap<>();

    /// @param slots `max_connections`: what the server walks through for some questions
    private ServerTime(int major, int slots) throws SQLException {
        this.slots = slots;
        server =
                PostgresServer.of(major)
                        .with("max_connections", Integer.toString(slots))
                        .with("shared_preload_libraries", "pg_stat_statements")
                        .with("pg_stat_statements.track_planning", "on")
                        .with("max_locks_per_transaction", "128")
                        .start();
        server.execute("CREATE EXTENSION pg_stat_statements; CREATE TABLE users (id int)");
        server.execute("INSERT INTO users SELECT generate_series(1, 9)");
        server.execute("CREATE ROLE ours LOGIN IN ROLE pg_monitor");
        server.execute("CREATE ROLE usual LOGIN IN ROLE pg_monitor");
        target = Targets.open(server, "ours");
        usual = server.connect("postgres", "user", "usual", "prepareThreshold", "0");
        clock = server.connect("postgres");
        ways.put("our sentinel", () -> target.source().glance() != null);
        ways.put("our sample", () -> target.source().read() != null);
        Ways.usual().forEach((name, sql) -> ways.put(name, () -> run(sql)));
    }

    static void print(int major) throws SQLException, SnapshotFailed {
        System.out.println("Server ms a call, median, PostgreSQL " + major);
        System.out.println("| max_connections | situation | " + String.join(" | ", names()) + " |");
        System.out.println("|---".repeat(names().size() + 2) + "|");
        try (var small = new ServerTime(major, 200)) {
            small.print("nobody waits");
            small.behindDdl(List.of(10, 100));
        }
        try (var large = new ServerTime(major, 1200)) {
            large.print("nobody waits");
            large.behindDdl(List.of(10, 100, 500, 1000));
            large.inARow(500);
        }
        try (var wide = new ServerTime(major, 2500)) {
            wide.print("nobody waits");
            wide.holding(500);
            wide.idle(1000);
        }
    }

    private static List<String> names() {
        var names = new ArrayList<>(List.of("our sentinel", "our sample"));
        names.addAll(Ways.usual().keySet());
        return names;
    }

    private void behindDdl(List<Integer> sizes) throws SQLException, SnapshotFailed {
        try (var crowd = new Crowd(server)) {
            crowd.join("BEGIN", "LOCK TABLE users IN ACCESS SHARE MODE");
            crowd.await(1, "BEGIN", "LOCK TABLE users");
            for (var waiters : sizes) {
                crowd.await(1 + waiters, "BEGIN", "SELECT * FROM users");
                print(waiters + " waiters behind DDL");
            }
        }
    }

    private void inARow(int waiters) throws SQLException, SnapshotFailed {
        try (var crowd = new Crowd(server)) {
            var sql = "UPDATE users SET id = id WHERE id = 1";
            crowd.join("BEGIN", sql);
            crowd.await(waiters, "BEGIN", sql);
            print(waiters + " updates of one row");
        }
    }

    private void holding(int sessions) throws SQLException, SnapshotFailed {
        var tables = "DO $$ BEGIN FOR i IN 1..50 LOOP EXECUTE 'CREATE TABLE h' || i || ' ()';";
        server.execute(tables + " END LOOP; END $$");
        var locks = "DO $$ BEGIN FOR i IN 1..50 LOOP EXECUTE 'LOCK TABLE h' || i ||";
        try (var crowd = new Crowd(server)) {
            for (var i = 0; i < sessions; i++)
                crowd.join("BEGIN", locks + " ' IN ROW EXCLUSIVE MODE'; END LOOP; END $$");
            print(sessions + " sessions hold 50 locks each");
        }
    }

    private void idle(int sessions) throws SQLException, SnapshotFailed {
        try (var crowd = new Crowd(server)) {
            for (var i = 0; i < sessions; i++) crowd.join();
            print(sessions + " idle sessions");
        }
    }

    private void print(String situation) throws SQLException, SnapshotFailed {
        var times = new LinkedHashMap<String, List<Double>>();
        ways.keySet().forEach(way -> times.put(way, new ArrayList<>()));
        for (var round = -WARM_UPS; round < ROUNDS; round++)
            for (var way : ways.entrySet()) {
                var known = Objects.requireNonNull(times.get(way.getKey()));
                if (!known.isEmpty() && known.getFirst() > TOO_LONG) continue;
                var before = spent();
                var done = way.getValue().look();
                var took = done ? spent() - before : Double.POSITIVE_INFINITY;
                if (round >= 0 || took > TOO_LONG) known.add(took);
            }
        var line = new StringBuilder("| %d | %s".formatted(slots, situation));
        times.values().forEach(list -> line.append(" | ").append(words(median(list))));
        System.out.println(line.append(" |"));
    }

    private static String words(double millis) {
        if (Double.isInfinite(millis)) return "> " + LONGEST.toMillis();
        return "%.3f".formatted(millis);
    }

    /// Server time of all statements of ours and of the usual ways so far.
    private double spent() throws SQLException {
        try (var statement = clock.createStatement();
                var row =
                        statement.executeQuery(
                                """
                                SELECT sum(total_exec_time + total_plan_time)
                                  FROM pg_stat_statements(false)
                                 WHERE userid IN ('ours'::regrole, 'usual'::regrole)
                                """)) {
            row.next();
            return row.getDouble(1);
        }
    }

    /// In portions: the tree has half a million rows.
    private boolean run(String sql) throws SQLException {
        var end = System.nanoTime() + LONGEST.toNanos();
        usual.setAutoCommit(false);
        try (var statement = usual.prepareStatement(sql)) {
            statement.setFetchSize(1000);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    row.getString(1);
                    if (System.nanoTime() > end) return false;
                }
            }
        } finally {
            usual.rollback();
        }
        return true;
    }

    @Override
    public void close() throws SQLException {
        usual.close();
        clock.close();
        target.close();
        server.close();
    }
}
