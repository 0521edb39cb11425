package lockkeeper.cost;

import lockkeeper.pg.PgTarget;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Targets;
import lockkeeper.watch.SnapshotFailed;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Prints what one look costs a server that it starts itself: ours and the usual ways, side by
/// side, taking turns, medians of the server's own time for execution and planning.
///
/// Arguments: the major, and the largest number of waiters.
final class CostReport implements AutoCloseable {
    private static final int ROUNDS = 9;
    private static final double TOO_LONG = 2_000;

    private interface Way {
        void look() throws SQLException, SnapshotFailed;
    }

    private final PostgresServer server;
    private final PgTarget target;
    private final Connection usual;
    private final Connection clock;
    private final Map<String, Way> ways = new LinkedHashMap<>();

    private CostReport(int major) throws SQLException {
        server =
                PostgresServer.of(major)
                        .with("max_connections", "1200")
                        .with("shared_preload_libraries", "pg_stat_statements")
                        .with("pg_stat_statements.track_planning", "on")
                        .with("max_locks_per_transaction", "128")
                        .start();
        server.execute("CREATE EXTENSION pg_stat_statements; CREATE TABLE users (id int)");
        server.execute("INSERT INTO users SELECT generate_series(1, 9)");
        server.execute("CREATE ROLE ours LOGIN IN ROLE pg_monitor");
        server.execute("CREATE ROLE usual LOGIN IN ROLE pg_monitor");
        target = Targets.open(server, "ours");
        usual = server.connect("postgres", "user", "usual");
        clock = server.connect("postgres");
        ways.put("our sentinel", () -> target.source().glance());
        ways.put("our sample", () -> target.source().read());
        Ways.usual().forEach((name, sql) -> ways.put(name, () -> run(sql)));
    }

    public static void main(String[] arguments) throws SQLException, SnapshotFailed {
        var major = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        var most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        try (var report = new CostReport(major)) {
            System.out.println("server ms a call, median, PostgreSQL " + major);
            System.out.println("| situation | " + String.join(" | ", report.ways.keySet()) + " |");
            System.out.println("|---".repeat(report.ways.size() + 1) + "|");
            report.quiet();
            report.behindDdl(most);
            report.inARow(Math.min(500, most));
            report.holding(Math.min(500, most));
            report.idle(most);
        }
    }

    private void quiet() throws SQLException, SnapshotFailed {
        print("nobody waits");
    }

    private void behindDdl(int most) throws SQLException, SnapshotFailed {
        try (var crowd = new Crowd(server)) {
            crowd.join("BEGIN", "LOCK TABLE users IN ACCESS SHARE MODE");
            for (var waiters : List.of(10, 100, 500, 1000)) {
                if (waiters > most) continue;
                crowd.await(1, "BEGIN", "LOCK TABLE users");
                crowd.await(waiters, "BEGIN", "SELECT * FROM users");
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
        for (var round = 0; round < ROUNDS; round++)
            for (var way : ways.entrySet()) {
                var known = Objects.requireNonNull(times.get(way.getKey()));
                if (!known.isEmpty() && known.getFirst() > TOO_LONG) continue;
                var before = spent();
                way.getValue().look();
                known.add(spent() - before);
            }
        var line = new StringBuilder("| " + situation);
        times.values().forEach(list -> line.append(" | ").append("%.3f".formatted(median(list))));
        System.out.println(line.append(" |"));
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
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
    private void run(String sql) throws SQLException {
        usual.setAutoCommit(false);
        try (var statement = usual.prepareStatement(sql)) {
            statement.setFetchSize(1000);
            try (var row = statement.executeQuery()) {
                while (row.next()) row.getString(1);
            }
        }
        usual.commit();
    }

    @Override
    public void close() throws SQLException {
        usual.close();
        clock.close();
        target.close();
        server.close();
    }
}
