package lockkeeper.proof;

import static org.awaitility.Awaitility.await;

import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A database of an application that is no superuser, with its sessions. Closing it ends them all,
/// whatever they wait for.
final class Shop implements AutoCloseable {
    private static final String TABLES =
            """
            CREATE TABLE users (id int PRIMARY KEY, name text);
            INSERT INTO users SELECT i, 'user ' || i FROM generate_series(1, 9) i;
            CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
            CREATE TABLE visits (day date, user_id int) PARTITION BY RANGE (day);
            CREATE TABLE visits_2026 PARTITION OF visits
                FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            """;

    private final PostgresServer server;
    private final String owner;
    private final String database;
    private final List<Session> sessions = new ArrayList<>();

    Shop(PostgresServer server) {
        this.server = server;
        owner = server.newRole("");
        database = server.newDatabase("OWNER " + owner);
        session().run(TABLES);
    }

    String owner() {
        return owner;
    }

    String database() {
        return database;
    }

    /// One more session of the application.
    Session session() {
        return sessionOf(owner);
    }

    /// @param properties of the driver, in pairs
    Session sessionOf(String user, String... properties) {
        var session = server.session(database, user, properties);
        sessions.add(session);
        return session;
    }

    /// A session of a replication client of the application, which may run statements, too.
    Session sender() {
        return sessionOf(owner, "replication", "database", "assumeMinServerVersion", "14");
    }

    /// What the application's database answers, in one value.
    String answer(String sql) {
        return Objects.requireNonNullElse(session().query(sql), "");
    }

    /// A session that has begun and run this, and now idles in its transaction.
    Session began(String sql) {
        return session().run("BEGIN; " + sql);
    }

    /// A session that waits for a lock with this statement.
    Session blocked(String sql) {
        return session().startAndBlock(sql);
    }

    /// So many sessions that wait with this statement, one behind the other.
    List<Session> crowd(int count, String sql) {
        var crowd = new ArrayList<Session>();
        for (var i = 0; i < count; i++) crowd.add(blocked(sql));
        return crowd;
    }

    /// Returns once a session has a lock on a table in this mode.
    void awaitLock(Session session, String mode) {
        var sql =
                "SELECT count(*) > 0 FROM pg_locks WHERE granted AND relation > 16383"
                        + " AND mode = '%s' AND pid = %d".formatted(mode, session.pid());
        await("pid %d has %s".formatted(session.pid(), mode))
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> "t".equals(server.query(sql)));
    }

    @Override
    public void close() {
        server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
                        .formatted(database));
        sessions.forEach(Session::close);
        await("all sessions have ended")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                "0"
                                        .equals(
                                                server.query(
                                                        "SELECT count(*) FROM pg_stat_activity"
                                                                + " WHERE backend_type = 'client"
                                                                + " backend' AND datname = '"
                                                                + database
                                                                + "'")));
    }
}
