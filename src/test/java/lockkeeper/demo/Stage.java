package lockkeeper.demo;

import lockkeeper.pg.PostgresServer;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// The server on which the demo plays, with its table of users: an embedded one, or somebody's own.
final class Stage implements AutoCloseable {
    private static final String SCHEMA = "lockkeeper_demo";
    private static final String EMBEDDED_ROLES =
            """
            CREATE ROLE lockkeeper LOGIN IN ROLE pg_monitor, pg_signal_backend;
            CREATE ROLE app LOGIN;
            CREATE ROLE deploy LOGIN IN ROLE app;
            CREATE ROLE metabase LOGIN IN ROLE app;
            CREATE DATABASE shop OWNER app;
            """;
    private static final String TABLE =
            """
            CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, visits int NOT NULL);
            INSERT INTO users SELECT n, 'user ' || n, 0 FROM generate_series(1, 200000) n;
            """;

    private final @Nullable PostgresServer embedded;
    private final String url;
    private final @Nullable String user;

    private Stage(@Nullable PostgresServer embedded, String url, @Nullable String user) {
        this.embedded = embedded;
        this.url = url;
        this.user = user;
    }

    /// Starts a server of its own.
    static Stage embedded() throws SQLException {
        var server = PostgresServer.of(PostgresServer.majors().getLast()).start();
        for (var statement : EMBEDDED_ROLES.lines().toList()) server.execute(statement);
        var stage = new Stage(server, server.url("shop"), null);
        stage.build();
        return stage;
    }

    /// Plays on a server that is there.
    ///
    /// @throws IllegalArgumentException with a sentence for the user, if nothing could be shown
    static Stage on(String url, String user) throws SQLException {
        var stage = new Stage(null, url, user);
        stage.refuseSuperuser();
        stage.build();
        return stage;
    }

    private void refuseSuperuser() throws SQLException {
        try (var app = connect("app", "setup");
                var statement = app.createStatement();
                var row = statement.executeQuery("SELECT current_setting('is_superuser')")) {
            if (row.next() && row.getString(1).equals("on"))
                throw new IllegalArgumentException(
                        "--user %s is a superuser, whom the guard leaves alone: give a role that"
                                        .formatted(user)
                                + " may create a schema and is in pg_monitor and"
                                + " pg_signal_backend");
        }
    }

    private void build() throws SQLException {
        try (var app = connect("app", "setup")) {
            execute(app, "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
            execute(app, "CREATE SCHEMA " + SCHEMA);
            execute(app, TABLE);
            execute(app, "VACUUM ANALYZE users");
        }
    }

    /// A connection as one of the people of the story, to the schema of the demo.
    Connection connect(String role, String application) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user == null ? role : user);
        var password = System.getenv("PGPASSWORD");
        if (user != null && password != null) properties.setProperty("password", password);
        properties.setProperty("ApplicationName", application);
        properties.setProperty("currentSchema", SCHEMA);
        return DriverManager.getConnection(url, properties);
    }

    /// Where the daemon connects: to another database than the application's, if we may choose.
    String watchedUrl() {
        return embedded == null ? url : embedded.url();
    }

    String watchingRole() {
        return user == null ? "lockkeeper" : user;
    }

    boolean isEmbedded() {
        return embedded != null;
    }

    String description() {
        return embedded == null
                ? url
                : "PostgreSQL %d, embedded, port %d".formatted(embedded.major(), embedded.port());
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
            return;
        }
        try (var app = connect("app", "clean-up")) {
            execute(app, "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        } catch (SQLException e) {
            System.err.println("The schema " + SCHEMA + " is left behind: " + e.getMessage());
        }
    }
}
