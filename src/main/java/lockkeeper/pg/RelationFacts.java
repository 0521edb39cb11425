package lockkeeper.pg;

import lockkeeper.preflight.Relation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Looks up names, sizes and traffic of relations.
final class RelationFacts {
    // relpages, because the true size would need a lock on the table that is asked about
    private static final String FACTS =
            """
            SELECT c.oid, quote_ident(nspname) || '.' || quote_ident(relname),
                   CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table'
                     WHEN 'i' THEN 'index' WHEN 'I' THEN 'partitioned index' WHEN 'v' THEN 'view'
                     WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                     WHEN 'f' THEN 'foreign table' ELSE 'relation' END,
                   greatest(relpages, 0)::bigint * current_setting('block_size')::bigint
              FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
             WHERE c.oid = ANY (?)
            """;
    private static final String TRAFFIC =
            """
            SELECT relid, coalesce(seq_scan, 0) + coalesce(idx_scan, 0),
                   n_tup_ins + n_tup_upd + n_tup_del, extract(epoch FROM clock_timestamp())
              FROM pg_stat_all_tables WHERE relid = ANY (?)
            """;

    private record Traffic(long scans, long writes, double at) {}

    private final Connection connection;

    RelationFacts(Connection connection) {
        this.connection = connection;
    }

    Map<Long, Relation> of(Collection<Long> oids) throws SQLException {
        var before = traffic(oids);
        if (!before.isEmpty()) pause();
        var after = traffic(oids);
        var relations = new LinkedHashMap<Long, Relation>();
        try (var statement = connection.prepareStatement(FACTS)) {
            statement.setArray(1, connection.createArrayOf("oid", oids.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var oid = rows.getLong(1);
                    var first = before.getOrDefault(oid, new Traffic(0, 0, 0));
                    var last = after.getOrDefault(oid, first);
                    var seconds = Math.max(0.1, last.at - first.at);
                    relations.put(
                            oid,
                            new Relation(
                                    oid,
                                    rows.getString(2),
                                    rows.getString(3),
                                    rows.getLong(4),
                                    Math.max(0, last.scans - first.scans) / seconds,
                                    Math.max(0, last.writes - first.writes) / seconds));
                }
            }
        }
        return relations;
    }

    /// The counters are brought up to date about once a second by each session.
    private void pause() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(1.2); SELECT pg_stat_clear_snapshot()");
        }
    }

    private Map<Long, Traffic> traffic(Collection<Long> oids) throws SQLException {
        var traffic = new HashMap<Long, Traffic>();
        try (var statement = connection.prepareStatement(TRAFFIC)) {
            statement.setArray(1, connection.createArrayOf("oid", oids.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next())
                    traffic.put(
                            rows.getLong(1),
                            new Traffic(rows.getLong(2), rows.getLong(3), rows.getDouble(4)));
            }
        }
        return traffic;
    }
}
