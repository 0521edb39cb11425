package lockkeeper.race;

import lockkeeper.pg.PostgresServer;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// A table with one session under a decision, another that keeps it waiting, and one that is stuck
/// behind it.
final class Lane implements AutoCloseable {
    private static final Pattern ENTRY = Pattern.compile("Batch entry (\\d+) ");
    private static final String NOW = "(extract(epoch FROM %s) * 1000000)::int8";

    private final PostgresServer server;
    private final String database;
    private final String table;
    private final String ddl;
    private final String gated;
    private final String next;
    private final int gate;
    private final Connection blocker;
    private final Connection reader;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Connection victim;
    private Move move = Move.FINISHES;
    private CompletableFuture<Fate> fate = CompletableFuture.completedFuture(Fate.UNTOUCHED);
    private CompletableFuture<Fate> reading = fate;
    private CompletableFuture<Fate> release = fate;
    private volatile long served;

    /// What became of a session.
    ///
    /// @param hit which of its statements was ended by a signal; -1 for none
    /// @param state the SQLSTATE by which it ended
    record Fate(int hit, @Nullable String state) {
        static final Fate UNTOUCHED = new Fate(-1, null);
    }

    private interface Work {
        void run() throws SQLException;
    }

    Lane(PostgresServer server, String database, int number) throws SQLException {
        this.server = server;
        this.database = database;
        this.table = "t" + number;
        this.gate = number;
        this.ddl = "ALTER TABLE " + table + " FORCE ROW LEVEL SECURITY";
        this.gated = "DO $$BEGIN PERFORM pg_advisory_xact_lock(%d); END$$".formatted(gate);
        // the sequence keeps its value when the statement is undone
        this.next =
                "DO $$BEGIN PERFORM setval('began_%s', %s); PERFORM pg_sleep(0.004); END$$"
                        .formatted(table, NOW.formatted("statement_timestamp()"));
        blocker = server.connect(database);
        reader = server.connect(database);
        victim = server.connect(database);
        execute(blocker, "CREATE TABLE " + table + " (id int); CREATE SEQUENCE began_" + table);
    }

    Move move() {
        return move;
    }

    int pid() throws SQLException {
        return victim.unwrap(PGConnection.class).getBackendPID();
    }

    /// The session comes to where it will be decided about.
    void begin(Move next) throws SQLException {
        move = next;
        if (victim.isClosed()) victim = server.connect(database);
        if (move.waits()) execute(blocker, "BEGIN; LOCK TABLE " + table + " IN ACCESS SHARE MODE");
        else if (move != Move.WAKES_AND_COMMITS)
            execute(blocker, "SELECT pg_advisory_lock(" + gate + ")");
        if (move == Move.GOES_ON) execute(victim, "BEGIN");
        if (!move.waits()) execute(victim, "BEGIN; " + ddl);
        fate = start(this::act);
    }

    private void act() throws SQLException {
        switch (move) {
            case FINISHES, DISCONNECTS, IS_REPLACED -> execute(victim, ddl);
            case GOES_ON -> batch(ddl, next);
            case HOLDS_AND_GOES_ON -> batch(gated, next);
            case COMMITS -> batch(gated, "COMMIT", next);
            case WAKES_AND_COMMITS -> {}
        }
    }

    /// Somebody gets stuck behind it.
    void crowd() {
        var sql =
                "SELECT %s, count(*) FROM %s".formatted(NOW.formatted("clock_timestamp()"), table);
        reading = start(() -> served = number(reader, sql));
    }

    /// It moves at that moment of the monotonic clock.
    void moveAt(long nanoTime) {
        release =
                start(
                        () -> {
                            Moment.await(nanoTime);
                            letGo();
                        });
        var before = fate;
        switch (move) {
            case FINISHES ->
                    fate = before.thenCompose(f -> f.hit() < 0 ? later(1, this::next) : before);
            case DISCONNECTS, IS_REPLACED -> fate = before.thenApply(this::hangUp);
            case WAKES_AND_COMMITS -> {
                fate = release;
            }
            case GOES_ON, HOLDS_AND_GOES_ON, COMMITS -> {}
        }
    }

    private void letGo() throws SQLException {
        if (move.waits()) execute(blocker, "COMMIT");
        else if (move == Move.WAKES_AND_COMMITS) batch("COMMIT", next);
        else execute(blocker, "SELECT pg_advisory_unlock(" + gate + ")");
    }

    private void next() throws SQLException {
        execute(victim, next);
    }

    private Fate hangUp(Fate sofar) {
        try {
            victim.close();
            return sofar;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Another session of the same kind: it has the table and works.
    ///
    /// @param session a new connection of the race's database
    void replacedBy(Connection session) throws SQLException {
        victim = session;
        execute(victim, "BEGIN; " + ddl);
        fate = later(1, this::next);
    }

    /// What became of it.
    Fate fate() {
        return fate.join();
    }

    /// Everything is as before. What became of the one who was stuck.
    Fate clear(boolean terminated) throws SQLException {
        release.join();
        if (terminated) awaitEnd();
        if (!victim.isClosed()) tryRollback();
        return reading.join();
    }

    /// When its next statement began, by the server's clock in microseconds since 1970; if it has
    /// not come to that, when the one behind it got through.
    ///
    /// @param round when this round began
    long movedOn(long round) throws SQLException {
        var began = number(blocker, "SELECT last_value FROM began_" + table);
        return began >= round ? began : served;
    }

    /// A terminate that was sent takes effect at the latest when the session is asked for
    /// something.
    private void awaitEnd() throws SQLException {
        for (var tries = 0; tries < 1000 && !victim.isClosed(); tries++) {
            try {
                execute(victim, "DO $$BEGIN PERFORM pg_sleep(0.001); END$$");
            } catch (SQLException e) {
                victim.close();
            }
        }
    }

    private void tryRollback() throws SQLException {
        try {
            execute(victim, "ROLLBACK");
        } catch (SQLException e) {
            victim.close();
        }
    }

    private CompletableFuture<Fate> start(Work work) {
        return later(0, work);
    }

    private CompletableFuture<Fate> later(int first, Work work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        work.run();
                        return Fate.UNTOUCHED;
                    } catch (SQLException e) {
                        return fate(first, e);
                    }
                },
                threads);
    }

    private static Fate fate(int first, SQLException e) {
        var state = Objects.requireNonNullElse(e.getSQLState(), "");
        if (!state.equals("57014") && !state.equals("57P01"))
            throw new IllegalStateException(state + " " + e.getMessage(), e);
        var entry = ENTRY.matcher(Objects.requireNonNullElse(e.getMessage(), ""));
        var index =
                e instanceof BatchUpdateException && entry.find()
                        ? Integer.parseInt(entry.group(1))
                        : 0;
        return new Fate(first + index, state);
    }

    private void batch(String... sql) throws SQLException {
        try (var statement = victim.createStatement()) {
            for (var one : sql) statement.addBatch(one);
            statement.executeBatch();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        threads.close();
        victim.close();
        reader.close();
        blocker.close();
    }
}
