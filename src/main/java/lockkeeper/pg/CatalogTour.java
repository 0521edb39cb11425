package lockkeeper.pg;

import lockkeeper.pg.Names.Database;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Leftover;
import lockkeeper.watch.Leftover.Kind;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Looks into the catalogs of a server's databases, over one short-lived connection for each. What
/// somebody has locked is left alone at once.
///
/// @param onPid told of our backend while there is one, and 0 after it
record CatalogTour(TargetSettings target, Told onPid) {
    private static final Duration STATEMENT = Duration.ofSeconds(2);
    private static final String SHORT_WAIT = "SET lock_timeout = 100";
    private static final int MOST_DATABASES = 50;
    private static final int MOST_LEFTOVERS = 20;

    private static final String INDEXES = Sql.resource("invalid_indexes.sql").text();
    private static final String PARTITIONS = Sql.resource("detached_partitions.sql").text();

    /// Those that a table inherits are its parent's; one that is not enforced is not meant to be
    /// valid (18 and later).
    private static final String CONSTRAINTS =
            """
            SELECT count(*) AS constraints FROM pg_catalog.pg_constraint AS c
             WHERE NOT c.convalidated AND c.conislocal
               AND coalesce(to_jsonb(c) ->> 'conenforced', 'true') = 'true'
            """;

    interface Told {
        void of(int pid);
    }

    /// Those that let people in, the busiest first.
    List<Database> databases() throws SQLException {
        try (var there = open(0, null)) {
            return there.databases().stream().filter(Database::open).limit(MOST_DATABASES).toList();
        } finally {
            onPid.of(0);
        }
    }

    CatalogFacts read(Database database) throws SQLException {
        try (var there = open(database.oid(), database.name())) {
            return read(there.session(), database.name());
        } finally {
            onPid.of(0);
        }
    }

    private NameConnection open(long oid, @Nullable String name) throws SQLException {
        var settings = new SessionSettings("lockkeeper catalogs", new Timeouts(STATEMENT));
        var there = NameConnection.open(target, settings, oid, name);
        onPid.of(there.session().pid());
        there.session().execute(SHORT_WAIT);
        return there;
    }

    private static CatalogFacts read(ServerSession session, String database) throws SQLException {
        var leftovers = new ArrayList<Leftover>();
        var indexes = 0L;
        try (var row = session.query(INDEXES)) {
            for (; row.next(); indexes++)
                if (!row.getBoolean("partitioned")) leftovers.add(index(row));
        }
        try (var row = session.query(PARTITIONS)) {
            while (row.next()) leftovers.add(partition(row));
        }
        try (var row = session.query(CONSTRAINTS)) {
            var constraints = row.next() ? row.getLong("constraints") : 0;
            var some = leftovers.subList(0, Math.min(leftovers.size(), MOST_LEFTOVERS));
            return new CatalogFacts(database, indexes, constraints, some);
        }
    }

    /// An index that a constraint or another index needs cannot be dropped, but built anew.
    private static Leftover index(ResultSet row) throws SQLException {
        var name = NameConnection.text(row, "name");
        var command = row.getBoolean("bound") ? "REINDEX INDEX" : "DROP INDEX";
        return new Leftover(
                name.matches("(?s).*_cc(?:new|old)\\d*") ? Kind.REINDEX : Kind.INDEX,
                NameConnection.text(row, "schema"),
                name,
                table(row),
                "%s CONCURRENTLY %s;".formatted(command, own(row).sql()));
    }

    private static Leftover partition(ResultSet row) throws SQLException {
        var parent =
                new SqlIdentifier(
                        NameConnection.text(row, "table_schema"),
                        NameConnection.text(row, "table_name"),
                        NameConnection.text(row, "table_quoted"));
        return new Leftover(
                Kind.PARTITION,
                NameConnection.text(row, "schema"),
                NameConnection.text(row, "name"),
                table(row),
                "ALTER TABLE %s DETACH PARTITION %s FINALIZE;"
                        .formatted(parent.sql(), own(row).sql()));
    }

    private static String table(ResultSet row) throws SQLException {
        return NameConnection.text(row, "table_schema")
                + "."
                + NameConnection.text(row, "table_name");
    }

    private static SqlIdentifier own(ResultSet row) throws SQLException {
        return new SqlIdentifier(
                NameConnection.text(row, "schema"),
                NameConnection.text(row, "name"),
                NameConnection.text(row, "quoted"));
    }
}
