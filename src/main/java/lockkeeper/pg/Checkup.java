package lockkeeper.pg;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/// Examines one server over a connection of its own, which it closes. Bounded in time.
public final class Checkup {
    private static final Sql HEALTH = Sql.resource("health.sql");
    private static final SessionSettings SETTINGS =
            new SessionSettings("lockkeeper", new Timeouts(Duration.ofSeconds(3)));

    private final TargetSettings target;

    public Checkup(TargetSettings target) {
        this.target = target;
    }

    public ServerHealth examine() throws LoginFailed {
        try (var connection = DriverManager.getConnection(target.url(), properties())) {
            SETTINGS.apply(connection);
            return health(connection);
        } catch (SQLException e) {
            throw new LoginFailed(e);
        }
    }

    private static ServerHealth health(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(HEALTH.text());
                var row = statement.executeQuery()) {
            if (!row.next()) throw new SQLException("the role vanished");
            return health(row, connection);
        }
    }

    private Properties properties() {
        var properties = new Properties();
        properties.setProperty("user", target.user());
        if (target.password() != null)
            properties.setProperty("password", target.password().reveal());
        properties.setProperty("ApplicationName", "lockkeeper");
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "5");
        return properties;
    }

    private static ServerHealth health(ResultSet row, Connection connection) throws SQLException {
        // a pooler makes up the pid that it tells its clients
        var toldPid = connection.unwrap(PGConnection.class).getBackendPID();
        return new ServerHealth(
                row.getString("version"),
                row.getInt("major"),
                row.getBoolean("in_recovery"),
                row.getInt("pid") == toldPid,
                row.getString("database"),
                row.getString("role"),
                row.getBoolean("superuser"),
                row.getBoolean("sees_others"),
                row.getBoolean("signals_others"),
                row.getInt("role_limit"),
                row.getBoolean("tracks_activities"),
                row.getString("activities_set_by"),
                row.getInt("max_connections"),
                row.getInt("reserved"),
                row.getInt("used"),
                row.getInt("user_tables"),
                texts(row, "without_lock_timeout"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.stream((Object[]) row.getArray(column).getArray())
                .map(String::valueOf)
                .toList();
    }
}
