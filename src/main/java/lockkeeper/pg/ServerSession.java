package lockkeeper.pg;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// One connection with the statements prepared on it. Used by one thread at a time; only [#abort()]
/// may be called by others.
final class ServerSession {
    private final Connection pooled;
    private final Connection connection;
    private final int pid;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final AtomicBoolean discarded = new AtomicBoolean();

    private ServerSession(Connection pooled, Connection connection, int pid) {
        this.pooled = pooled;
        this.connection = connection;
        this.pid = pid;
    }

    /// Works on the driver's own connection: the pool's proxy would judge our errors and log them.
    static ServerSession of(Connection pooled) throws SQLException {
        var driver = pooled.unwrap(PGConnection.class);
        return new ServerSession(pooled, pooled.unwrap(Connection.class), driver.getBackendPID());
    }

    /// Process id of our backend.
    int pid() {
        return pid;
    }

    Connection pooled() {
        return pooled;
    }

    /// A round trip: fails where the server has ended this session or does not answer.
    void greet() throws SQLException {
        query("SELECT 1").close();
    }

    /// The statement, prepared on the server at its first execution and kept.
    PreparedStatement prepared(String sql) throws SQLException {
        var known = statements.get(sql);
        if (known != null && !known.isClosed()) return known;
        var prepared = connection.prepareStatement(sql);
        statements.put(sql, prepared);
        return prepared;
    }

    ResultSet query(String sql, @Nullable Object... parameters) throws SQLException {
        var statement = prepared(sql);
        for (var i = 0; i < parameters.length; i++) bind(statement, i + 1, parameters[i]);
        return statement.executeQuery();
    }

    /// Each parameter always has the same type, also when it is null: another one would mean
    /// another plan, and so a look into the catalogs. Instants go as text, exact to the
    /// microsecond.
    private static void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.VARCHAR);
            case Instant instant -> statement.setString(index, instant.toString());
            default -> statement.setObject(index, value);
        }
    }

    /// Statements without parameters or rows that need no preparation.
    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    boolean isOpen() throws SQLException {
        return !connection.isClosed();
    }

    /// Closes our end of the socket at once, so that whoever reads from it fails.
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // it was closed already
        }
    }

    /// Aborts; true for the first who does so.
    boolean discard() {
        abort();
        return discarded.compareAndSet(false, true);
    }
}
