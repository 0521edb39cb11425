package lockkeeper.cost;

import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.TcpProxy;

import java.util.List;
import java.util.Objects;

/// What the whole daemon asks of a server in a second, ten looks a second: the server's time for
/// planning and execution of all its statements, and the bytes that the server sends.
final class WholeDaemon {
    private static final int SECONDS = 30;
    private static final String SAMPLING =
            """
            sampling: {interval: 100ms, contended_interval: 100ms}
            guard: {mode: enforce, queued: 100000, sustained: 60s}
            """;

    private WholeDaemon() {}

    static void print(int major) throws Exception {
        System.out.printf("The daemon at 10 Hz, PostgreSQL %d%n", major);
        System.out.println(
                "| max_connections | situation | server ms a second | KB a second from the server"
                        + " |");
        System.out.println("|---|---|---|---|");
        for (var slots : List.of(200, 1200)) {
            try (var server = server(major, slots);
                    var proxy = new TcpProxy(server.port());
                    var _ = RealDaemon.start(server, proxy.url(), SAMPLING);
                    var crowd = new Crowd(server)) {
                print(slots, "nobody waits", server, proxy);
                if (slots < 600) continue;
                crowd.join("BEGIN", "LOCK TABLE users IN ACCESS SHARE MODE");
                crowd.await(1, "BEGIN", "LOCK TABLE users");
                crowd.await(501, "BEGIN", "SELECT * FROM users");
                print(slots, "500 waiters behind DDL", server, proxy);
            }
        }
    }

    private static PostgresServer server(int major, int slots) {
        var server =
                PostgresServer.of(major)
                        .with("max_connections", Integer.toString(slots))
                        .with("shared_preload_libraries", "pg_stat_statements")
                        .with("pg_stat_statements.track_planning", "on")
                        .start();
        server.execute("CREATE EXTENSION pg_stat_statements; CREATE TABLE users (id int)");
        return server;
    }

    private static void print(int slots, String situation, PostgresServer server, TcpProxy proxy)
            throws InterruptedException {
        Thread.sleep(5_000);
        var spent = spent(server);
        var received = proxy.received();
        Thread.sleep(SECONDS * 1000L);
        System.out.printf(
                "| %d | %s | %.2f | %.2f |%n",
                slots,
                situation,
                (spent(server) - spent) / SECONDS,
                (proxy.received() - received) / 1000.0 / SECONDS);
    }

    private static double spent(PostgresServer server) {
        return Double.parseDouble(
                Objects.requireNonNull(
                        server.query(
                                """
                                SELECT sum(total_exec_time + total_plan_time)
                                  FROM pg_stat_statements(false) WHERE userid = '%s'::regrole
                                """
                                        .formatted(RealDaemon.ROLE))));
    }
}
