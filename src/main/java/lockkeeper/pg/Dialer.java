package lockkeeper.pg;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;

import javax.sql.DataSource;

/// Opens connections to one server for the pool, with our session settings on them.
///
/// [#getConnection()] does not fail while the server is away, it keeps trying until there is a
/// connection: the pool itself would pause for up to 5 s between two attempts.
final class Dialer implements DataSource, AutoCloseable {
    private volatile TargetSettings target;
    private final SessionSettings session;
    private volatile @Nullable SQLException lastFailure;
    private volatile boolean closed;

    Dialer(TargetSettings target, SessionSettings session) {
        this.target = target;
        this.session = session;
    }

    /// Logs in with this from now on.
    void use(TargetSettings login) {
        target = login;
    }

    /// Why there is no connection, as far as we know; null before the first attempt has failed.
    @Nullable SQLException lastFailure() {
        return lastFailure;
    }

    void failed(SQLException failure) {
        lastFailure = failure;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try (var race = new ConnectRace(this)) {
            return race.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("closed while connecting", e);
        }
    }

    /// One attempt; bounded in time, except for the resolver of host names.
    Connection connect() throws SQLException {
        var login = target;
        var connection = DriverManager.getConnection(login.url(), properties(login));
        try {
            session.apply(connection);
            return connection;
        } catch (SQLException e) {
            connection.abort(Runnable::run);
            throw e;
        }
    }

    private Properties properties(TargetSettings login) {
        var properties = new Properties();
        properties.setProperty("user", login.user());
        if (login.password() != null) properties.setProperty("password", login.password().reveal());
        properties.setProperty("ApplicationName", session.application());
        properties.setProperty("connectTimeout", "3");
        // while logging in; afterwards as the session settings say
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("sslResponseTimeout", "2000");
        properties.setProperty("gssResponseTimeout", "2000");
        properties.setProperty("hostRecheckSeconds", "1");
        properties.setProperty("tcpKeepAlive", "true");
        // a plan made in a calm moment needs no catalog in the storm
        properties.setProperty("prepareThreshold", "1");
        return properties;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the user is fixed");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    /// Ignored: the driver would start a thread for each attempt.
    @Override
    public void setLoginTimeout(int seconds) {}

    /// How long the pool waits for an attempt that is under way when it is closed.
    @Override
    public int getLoginTimeout() {
        return 1;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("no java.util.logging here");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
