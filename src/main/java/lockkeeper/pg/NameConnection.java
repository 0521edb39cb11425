package lockkeeper.pg;

import lockkeeper.lock.RelationName;
import lockkeeper.pg.Directory.Role;
import lockkeeper.pg.Names.Database;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A short-lived connection to one database, to read its catalogs.
///
/// @param database OID of the database
record NameConnection(long database, Connection connection, ServerSession session)
        implements AutoCloseable {
    private static final String RELATIONS = Sql.resource("relation_names.sql").text();
    private static final String WANTED =
            RELATIONS + " WHERE c.oid = ANY (?::pg_catalog.text::pg_catalog.oid[])";

    /// Tables and their indexes, the biggest first.
    private static final String PRELOADED =
            RELATIONS
                    + " WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'i', 'I', 'm', 't')"
                    + " ORDER BY c.relpages DESC LIMIT 5000";

    private static final String DATABASE =
            """
            SELECT oid FROM pg_catalog.pg_database
             WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
            """;
    private static final String DATABASES = Sql.resource("databases.sql").text();
    private static final String ROLES =
            """
            SELECT oid, rolname AS name, rolsuper AS superuser
              FROM pg_catalog.pg_roles LIMIT 20000
            """;
    private static final Pattern URL =
            Pattern.compile("(jdbc:postgresql://[^/?]*)(?:/[^?]*)?(\\?.*)?");

    /// @param name of the database; null for the maintenance database
    static NameConnection open(
            TargetSettings target, SessionSettings settings, long database, @Nullable String name)
            throws SQLException {
        var there =
                name == null
                        ? target
                        : new TargetSettings(
                                target.name(),
                                url(target.url(), name),
                                target.user(),
                                target.password());
        try (var dialer = new Dialer(there, settings)) {
            var connection = dialer.connect();
            try {
                var session = ServerSession.of(connection);
                if (name != null) checkIsSame(session, database);
                return new NameConnection(database, connection, session);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
    }

    /// Two databases may have swapped their names since these were read, and OIDs mean something
    /// else in each.
    private static void checkIsSame(ServerSession session, long database) throws SQLException {
        try (var row = session.query(DATABASE)) {
            if (!row.next() || row.getLong(1) != database)
                throw new SQLException("another database has that name now");
        }
    }

    /// The same server, another database.
    static String url(String url, String database) {
        var parts = URL.matcher(url);
        if (!parts.matches()) throw new IllegalArgumentException("not a PostgreSQL URL");
        var encoded = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        return parts.group(1) + "/" + encoded + Objects.requireNonNullElse(parts.group(2), "");
    }

    List<Database> databases() throws SQLException {
        var databases = new ArrayList<Database>();
        try (var row = session.query(DATABASES)) {
            while (row.next())
                databases.add(
                        new Database(
                                row.getLong("oid"),
                                text(row, "name"),
                                row.getBoolean("open"),
                                databases.size()));
        }
        return databases;
    }

    Map<Long, Role> roles() throws SQLException {
        var roles = new HashMap<Long, Role>();
        try (var row = session.query(ROLES)) {
            while (row.next())
                roles.put(
                        row.getLong("oid"),
                        new Role(text(row, "name"), row.getBoolean("superuser")));
        }
        return roles;
    }

    Map<Long, RelationName> relations(List<Long> oids) throws SQLException {
        var array = oids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        try (var row = session.query(WANTED, array)) {
            return relations(row);
        }
    }

    Map<Long, RelationName> mostRelations() throws SQLException {
        try (var row = session.query(PRELOADED)) {
            return relations(row);
        }
    }

    private static Map<Long, RelationName> relations(ResultSet row) throws SQLException {
        var names = new HashMap<Long, RelationName>();
        while (row.next()) {
            var ofTable = row.getBytes("table_name") != null;
            names.put(
                    row.getLong("oid"),
                    new RelationName(
                            text(row, "schema"),
                            text(row, "name"),
                            ofTable
                                    ? text(row, "table_schema") + "." + text(row, "table_name")
                                    : null));
        }
        return names;
    }

    /// Names may have been given in another encoding than that of this database.
    static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(QueryTexts.text(row.getBytes(column)), "");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
