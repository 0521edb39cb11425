package lockkeeper.pg;

import lockkeeper.statement.Scope;

/// The catalog queries that find the relations of a scope. Each has one parameter for the
/// relation's oid, those that are narrowed have a second one for the constraint's or column's name.
final class ScopeSql {
    private ScopeSql() {}

    static String of(Scope scope) {
        return switch (scope) {
            case NAMED -> "SELECT ?::oid";
            case CHILDREN ->
                    """
                    WITH RECURSIVE c(id) AS (
                      SELECT inhrelid FROM pg_inherits WHERE inhparent = ?
                      UNION SELECT inhrelid FROM pg_inherits JOIN c ON inhparent = id)
                    SELECT id FROM c
                    """;
            case PARTITIONS ->
                    """
                    WITH RECURSIVE c(id) AS (
                      SELECT inhrelid FROM pg_inherits JOIN pg_class p ON p.oid = inhparent
                       WHERE inhparent = ? AND p.relkind = 'p'
                      UNION SELECT inhrelid FROM pg_inherits JOIN c ON inhparent = id)
                    SELECT id FROM c
                    """;
            case INDEXES -> "SELECT indexrelid FROM pg_index WHERE indrelid = ?";
            case TABLE_OF_INDEX -> "SELECT indrelid FROM pg_index WHERE indexrelid = ?";
            case TABLES_OF_INDEX ->
                    """
                    WITH RECURSIVE i(id) AS (
                      SELECT ?::oid
                      UNION SELECT inhrelid FROM pg_inherits JOIN i ON inhparent = id)
                    SELECT indrelid FROM pg_index JOIN i ON indexrelid = id
                    """;
            case DEFAULT_PARTITION ->
                    "SELECT partdefid FROM pg_partitioned_table WHERE partrelid = ? AND partdefid >"
                            + " 0";
            case PARENT ->
                    """
                    SELECT inhparent FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
                     WHERE inhrelid = ? AND relispartition
                    """;
            case DEFAULT_OF_PARENT ->
                    """
                    SELECT partdefid FROM pg_partitioned_table
                      JOIN pg_inherits ON inhparent = partrelid WHERE inhrelid = ? AND partdefid > 0
                    """;
            case REFERENCED ->
                    "SELECT confrelid FROM pg_constraint WHERE contype = 'f' AND conrelid = ?";
            case OWN_REFERENCED ->
                    """
                    SELECT confrelid FROM pg_constraint c WHERE contype = 'f' AND conrelid = ?
                       AND NOT EXISTS (SELECT FROM pg_constraint p
                         WHERE p.oid = c.conparentid AND p.conrelid <> c.conrelid)
                    """;
            case REFERENCING ->
                    "SELECT conrelid FROM pg_constraint WHERE contype = 'f' AND confrelid = ?";
            case ALL_REFERENCING ->
                    """
                    WITH RECURSIVE r(id) AS (
                      SELECT conrelid FROM pg_constraint WHERE contype = 'f' AND confrelid = ?
                      UNION SELECT conrelid FROM pg_constraint JOIN r ON confrelid = id
                       WHERE contype = 'f')
                    SELECT id FROM r
                    """;
            case PARTNER ->
                    """
                    WITH RECURSIVE k(id, own, other) AS (
                      SELECT oid, conrelid, confrelid FROM pg_constraint
                       WHERE contype = 'f' AND conrelid = ? AND conname = ?
                      UNION SELECT c.oid, own, confrelid FROM pg_constraint c JOIN k
                         ON conparentid = id AND conrelid = own)
                    SELECT other FROM k
                    """;
            case PARTNER_OF_COLUMN ->
                    """
                    SELECT CASE conrelid WHEN attrelid THEN confrelid ELSE conrelid END
                      FROM pg_attribute JOIN pg_constraint ON contype = 'f'
                       AND (conrelid = attrelid AND attnum = ANY (conkey)
                         OR confrelid = attrelid AND attnum = ANY (confkey))
                     WHERE attrelid = ? AND attname = ?
                    """;
            case SOURCES ->
                    """
                    WITH RECURSIVE s(id) AS (
                      SELECT ?::oid
                      UNION SELECT refobjid FROM s JOIN pg_rewrite ON ev_class = id
                        AND ev_type = '1'
                        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass
                         AND d.objid = pg_rewrite.oid AND d.refclassid = 'pg_class'::regclass)
                    SELECT id FROM s OFFSET 1
                    """;
            case DEPENDENT_VIEWS ->
                    """
                    WITH RECURSIVE v(id) AS (
                      SELECT ?::oid
                      UNION SELECT ev_class FROM v
                        JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND refobjid = id
                         AND d.classid = 'pg_rewrite'::regclass
                        JOIN pg_rewrite r ON r.oid = d.objid)
                    SELECT id FROM v OFFSET 1
                    """;
            case SEQUENCES ->
                    """
                    SELECT objid FROM pg_depend JOIN pg_class ON pg_class.oid = objid
                     WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
                       AND refobjid = ? AND deptype IN ('a', 'i') AND relkind = 'S'
                    """;
            case TABLE_OF_STATISTICS -> "SELECT stxrelid FROM pg_statistic_ext WHERE oid = ?";
            case TYPE_USERS ->
                    """
                    WITH RECURSIVE t(id) AS (
                      SELECT ?::oid UNION SELECT oid FROM pg_type JOIN t ON typbasetype = id)
                    SELECT attrelid FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                     WHERE atttypid IN (SELECT id FROM t) AND attnum > 0 AND NOT attisdropped
                       AND relkind IN ('r', 'p', 'm', 'v', 'f')
                    """;
        };
    }
}
