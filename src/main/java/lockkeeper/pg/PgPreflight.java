package lockkeeper.pg;

import lockkeeper.preflight.PreflightFailed;
import lockkeeper.preflight.PreflightSource;
import lockkeeper.preflight.Relation;
import lockkeeper.preflight.Scene;
import lockkeeper.preflight.Target;
import lockkeeper.statement.LockRequest;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;

/// Reads the scene of a preflight over a connection of its own to the application's database.
/// Unlike the sampler it reads catalogs, so it can be held up by locks on them: then it gives up.
public final class PgPreflight implements PreflightSource, AutoCloseable {
    private static final String SETTINGS =
            "RESET search_path; SET statement_timeout = '10s'; SET lock_timeout = '1s';"
                    + " SET application_name = 'lockkeeper preflight';"
                    + " SET default_transaction_read_only = on";

    private final Connection connection;

    public PgPreflight(Connection connection) {
        this.connection = connection;
    }

    /// Logs in, to another database of the server than the target names if need be.
    public static PgPreflight open(TargetSettings target, @Nullable String database)
            throws PreflightFailed {
        var properties = new Properties();
        properties.setProperty("user", target.user());
        if (target.password() != null)
            properties.setProperty("password", target.password().reveal());
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "15");
        try {
            return new PgPreflight(
                    DriverManager.getConnection(url(target.url(), database), properties));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static String url(String url, @Nullable String database) {
        if (database == null) return url;
        var encoded = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        return url.replaceFirst(
                "^(jdbc:postgresql://[^/?]+)(/[^?]*)?", "$1/" + Matcher.quoteReplacement(encoded));
    }

    @Override
    public void close() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // it is gone either way
            return;
        }
    }

    @Override
    public int major() throws PreflightFailed {
        try {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public Scene read(List<LockRequest> requests) throws PreflightFailed {
        try {
            return scene(requests);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Scene scene(List<LockRequest> requests) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(SETTINGS);
        }
        var finder = new RelationFinder(connection);
        var named = new LinkedHashMap<LockRequest, Long>();
        for (var request : requests) named.put(request, finder.named(request));
        // from here on no function or operator of the application's can be meant
        try (var statement = connection.createStatement()) {
            statement.execute("SET search_path = pg_catalog");
        }
        var missing = new ArrayList<String>();
        var found = new LinkedHashMap<LockRequest, Set<Long>>();
        for (var request : named.sequencedEntrySet()) {
            if (request.getValue() == 0) missing.add(request.getKey().name().sql());
            else found.put(request.getKey(), finder.find(request.getKey(), request.getValue()));
        }
        var oids = new LinkedHashSet<Long>();
        found.values().forEach(oids::addAll);
        return scene(found, new RelationFacts(connection).of(oids), missing);
    }

    private Scene scene(
            Map<LockRequest, Set<Long>> found, Map<Long, Relation> relations, List<String> missing)
            throws SQLException {
        var occupants = new Occupants(connection).on(relations.keySet());
        var targets = new ArrayList<Target>();
        found.forEach(
                (request, oids) -> {
                    for (var oid : oids) {
                        var relation = relations.get(oid);
                        if (relation != null)
                            targets.add(
                                    new Target(
                                            request,
                                            relation,
                                            occupants.getOrDefault(oid, List.of())));
                    }
                });
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT now(), current_database()")) {
            rows.next();
            return new Scene(
                    rows.getObject(1, OffsetDateTime.class).toInstant(),
                    rows.getString(2),
                    targets,
                    missing);
        }
    }

    /// Only the server's own words are fit for users, the driver's carry hints for programmers.
    private static PreflightFailed failed(SQLException e) {
        var server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        var message = server == null ? e.getMessage() : server.getMessage();
        return new PreflightFailed(message == null ? "no reason given" : message, e);
    }
}
