package lockkeeper.cost;

import static lockkeeper.cost.CostReport.median;

import static org.awaitility.Awaitility.await;

import lockkeeper.pg.PostgresServer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// How long a pile-up lasts: from the fifth request that was held up to the end of the DDL, as the
/// clients see both, and for how long no client at all was answered.
final class TimeToRelief {
    private static final int ROUNDS = 5;

    /// The compiler is done with what is measured: a daemon that guards has run for a while.
    private static final int WARM_UPS = 3;

    private static final int BEHIND = 5;
    private static final String DAEMON =
            """
            sampling: {interval: 20ms, contended_interval: 20ms}
            guard: {mode: enforce, queued: 5, sustained: 0s, cooldown: 0s, max_actions: 1000}
            """;

    private final PostgresServer server;
    private final List<Connection> crowd = new ArrayList<>();
    private final Connection migration;

    private TimeToRelief(PostgresServer server, int waiters) throws SQLException {
        this.server = server;
        for (var i = 0; i < waiters; i++) crowd.add(server.connect("postgres"));
        // the guard leaves superusers alone
        migration = server.connect("postgres", "user", "deploy");
    }

    static void print(int major) throws Exception {
        System.out.printf(
                "Time to relief, 20 live clients, queued: 5, sustained: 0s, PostgreSQL %d%n",
                major);
        System.out.println(
                "| waiters | from condition to the end of the DDL, ms: median | all | nobody"
                        + " answered for, ms: median | all |");
        System.out.println("|---|---|---|---|---|");
        try (var server = PostgresServer.of(major).with("max_connections", "1200").start()) {
            server.execute("CREATE TABLE users AS SELECT generate_series(1, 1000) AS id");
            server.execute("CREATE ROLE deploy LOGIN; ALTER TABLE users OWNER TO deploy");
            try (var _ = RealDaemon.start(server, server.url(), DAEMON);
                    var report = server.connect("postgres");
                    var clients = new LiveClients(server)) {
                report.setAutoCommit(false);
                execute(report, "SELECT count(*) FROM users");
                for (var waiters : List.of(200, 1000))
                    new TimeToRelief(server, waiters).print(clients);
            }
        }
    }

    private void print(LiveClients clients) throws SQLException {
        var relief = new ArrayList<Double>();
        var silence = new ArrayList<Double>();
        for (var round = -WARM_UPS; round < ROUNDS; round++) {
            clients.awaitAnswers(100);
            clients.longestSilence();
            var lasted = round() / 1e6;
            clients.awaitAnswers(100);
            var silent = clients.longestSilence() / 1e6;
            if (round < 0) continue;
            relief.add(lasted);
            silence.add(silent);
        }
        System.out.printf(
                "| %d | %.0f | %s | %.0f | %s |%n",
                crowd.size(), median(relief), all(relief), median(silence), all(silence));
        for (var member : crowd) member.close();
        migration.close();
    }

    private static String all(List<Double> millis) {
        return String.join(", ", millis.stream().map("%.0f"::formatted).toList());
    }

    /// One pile-up; how long it lasted, in nanoseconds.
    private long round() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var end = CompletableFuture.supplyAsync(this::migrate, threads);
            awaitWaiting();
            var begun = new ArrayList<CompletableFuture<long[]>>();
            for (var member : crowd) begun.add(read(member, threads));
            var endedAt = end.join();
            var heldUp =
                    begun.stream()
                            .map(CompletableFuture::join)
                            .filter(times -> times[1] > endedAt)
                            .mapToLong(times -> times[0])
                            .sorted()
                            .toArray();
            if (heldUp.length < BEHIND) throw new IllegalStateException("nobody was held up");
            return endedAt - heldUp[BEHIND - 1];
        }
    }

    /// Answers when it was stopped.
    private long migrate() {
        try {
            execute(migration, "ALTER TABLE users ADD COLUMN IF NOT EXISTS note text");
            throw new IllegalStateException("the migration went through");
        } catch (SQLException e) {
            return System.nanoTime();
        }
    }

    private void awaitWaiting() {
        await("the migration waits")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(
                        () ->
                                !"0"
                                        .equals(
                                                server.query(
                                                        "SELECT count(*) FROM pg_stat_activity"
                                                            + " WHERE wait_event_type = 'Lock'")));
    }

    /// When it asked and when it was answered.
    private static CompletableFuture<long[]> read(Connection member, ExecutorService threads) {
        return CompletableFuture.supplyAsync(
                () -> {
                    var askedAt = System.nanoTime();
                    try {
                        execute(member, "SELECT 1 FROM users LIMIT 1");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                    return new long[] {askedAt, System.nanoTime()};
                },
                threads);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
