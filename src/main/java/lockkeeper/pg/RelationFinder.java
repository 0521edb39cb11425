package lockkeeper.pg;

import lockkeeper.statement.LockRequest;
import lockkeeper.statement.Name;
import lockkeeper.statement.SqlName;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the relations that a lock request means in the catalogs of the connection's database.
final class RelationFinder {
    private static final int MOST_PARTS = 3;

    /// Statistics have no type to look names up by; a name without schema is one on the path.
    private static final String STATISTICS =
            """
            SELECT s.oid
              FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n
                ON n.oid OPERATOR(pg_catalog.=) s.stxnamespace,
                   pg_catalog.parse_ident(?) AS parts
             WHERE s.stxname OPERATOR(pg_catalog.=) parts[pg_catalog.cardinality(parts)]
               AND CASE WHEN pg_catalog.cardinality(parts) OPERATOR(pg_catalog.=) 1
                     THEN pg_catalog.pg_statistics_obj_is_visible(s.oid)
                     ELSE n.nspname OPERATOR(pg_catalog.=) parts[1] END
            """;

    private final Connection connection;

    RelationFinder(Connection connection) {
        this.connection = connection;
    }

    /// The oid of the relation or type a request starts from, 0 if there is none of that name.
    /// Names are meant as our role's search path has them, so all that is called on the way is
    /// named in full: whoever may create functions in a schema on that path must not run them as
    /// us.
    long named(LockRequest request) throws SQLException {
        if (request.name().parts().size() > MOST_PARTS) return 0;
        var sql =
                switch (request.scope()) {
                    case TYPE_USERS -> "SELECT pg_catalog.to_regtype(?)::pg_catalog.oid";
                    case TABLE_OF_STATISTICS -> STATISTICS;
                    default -> "SELECT pg_catalog.to_regclass(?)::pg_catalog.oid";
                };
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, quoted(request.name()));
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private static String quoted(Name name) {
        return name.parts().stream()
                .map(part -> new SqlName(part).toString())
                .collect(Collectors.joining("."));
    }

    /// The oids of the relations in the request's scope, the starting one left out unless meant.
    Set<Long> find(LockRequest request, long named) throws SQLException {
        try (var statement = connection.prepareStatement(ScopeSql.of(request.scope()))) {
            statement.setLong(1, named);
            if (request.via() != null) statement.setString(2, request.via().last());
            return oids(statement);
        }
    }

    private static Set<Long> oids(PreparedStatement statement) throws SQLException {
        var oids = new LinkedHashSet<Long>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) oids.add(rows.getLong(1));
        }
        return oids;
    }
}
