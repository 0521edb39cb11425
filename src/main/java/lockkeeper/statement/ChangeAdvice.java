package lockkeeper.statement;

import static lockkeeper.statement.Steps.or;

import org.jspecify.annotations.Nullable;

/// Advice on one clause of an ALTER TABLE.
final class ChangeAdvice {
    private final @Nullable Name table;
    private final String alter;

    ChangeAdvice(@Nullable Name table) {
        this.table = table;
        this.alter = "ALTER TABLE " + or(table, "<table>") + " ";
    }

    Steps on(Change change) {
        return switch (change.kind()) {
            case ADD_COLUMN -> new ColumnAdvice(table).add(change);
            case COLUMN_TYPE -> new ColumnAdvice(table).type(change);
            case SET_NOT_NULL -> new ColumnAdvice(table).notNull(change);
            case ADD_CHECK, ADD_NOT_NULL, ADD_FOREIGN_KEY -> unvalidated(change);
            case ADD_UNIQUE, ADD_PRIMARY_KEY -> unique(change);
            case ADD_EXCLUDE -> exclude(change);
            case DROP_CONSTRAINT -> dropConstraint(change);
            case DROP_COLUMN -> dropColumn(change);
            case RENAME, RENAME_COLUMN, RENAME_CONSTRAINT, SET_SCHEMA -> rename(change);
            case COLUMN_EXPRESSION, TABLESPACE, ACCESS_METHOD, LOGGED -> rewrite(change);
            case ATTACH -> attach(change);
            case DETACH -> detach(change);
            case VALIDATE -> validate(change);
            case UNREADABLE -> brief("The clause cannot be told from the text.", change);
            case COLUMN_DEFAULT,
                    DROP_NOT_NULL,
                    COLUMN_STATISTICS,
                    COLUMN_OPTIONS,
                    COLUMN_STORAGE,
                    COLUMN_IDENTITY,
                    ADD_USING_INDEX,
                    ALTER_CONSTRAINT,
                    OWNER,
                    TRIGGER,
                    RULE,
                    ROW_SECURITY,
                    REPLICA_IDENTITY,
                    CLUSTER_ON,
                    OPTIONS,
                    STRICT_OPTIONS,
                    OF_TYPE,
                    INHERIT,
                    NO_INHERIT,
                    DETACH_CONCURRENTLY,
                    DETACH_FINALIZE ->
                    brief("It changes the catalog only: a moment, once it has its lock.", change);
        };
    }

    private Steps brief(String why, Change change) {
        return Steps.brief(why, alter + or(change.sql(), "<as before>") + ";");
    }

    private Steps unvalidated(Change change) {
        if (change.notValid()) return brief("NOT VALID is the careful form already.", change);
        var key = change.kind() == ChangeKind.ADD_FOREIGN_KEY;
        var name = constraintName(change, key ? "_fkey" : "_check");
        return Steps.brief(
                (key
                                ? "Adding a foreign key checks every row while writers of both"
                                        + " tables are kept out. "
                                : "Adding this constraint checks every row while readers and"
                                        + " writers are kept out. ")
                        + "Added NOT VALID it holds for new rows at once, after a moment's lock;"
                        + " VALIDATE then checks the old ones while everybody works on.",
                alter
                        + "ADD CONSTRAINT "
                        + name
                        + " "
                        + keyWords(change.kind())
                        + or(change.detail(), "<as before>")
                        + " NOT VALID;",
                alter + "VALIDATE CONSTRAINT " + name + ";");
    }

    private static String keyWords(ChangeKind kind) {
        return switch (kind) {
            case ADD_FOREIGN_KEY -> "FOREIGN KEY ";
            case ADD_NOT_NULL -> "NOT NULL ";
            case ADD_PRIMARY_KEY -> "PRIMARY KEY ";
            case ADD_UNIQUE -> "UNIQUE ";
            default -> "CHECK ";
        };
    }

    private String constraintName(Change change, String suffix) {
        if (change.name() != null) return change.name().sql();
        return table == null ? "<constraint>" : table.derived(columnOf(change) + suffix);
    }

    /// `_column` where the constraint is on one plain column.
    private static String columnOf(Change change) {
        var detail = change.detail();
        if (detail == null || !detail.startsWith("(")) return "";
        var column = detail.substring(1, Math.max(1, detail.indexOf(')'))).strip();
        return column.matches("[a-z_][a-z0-9_]{0,40}") ? "_" + column : "";
    }

    private Steps unique(Change change) {
        var primary = change.kind() == ChangeKind.ADD_PRIMARY_KEY;
        var name = constraintName(change, primary ? "_pkey" : "_key");
        var words = primary ? "PRIMARY KEY" : "UNIQUE";
        var build =
                Steps.patient(
                        "Adding "
                                + words
                                + " builds its index while readers and writers are kept out. Build"
                                + " the index CONCURRENTLY first (without lock_timeout), then only"
                                + " attach it.",
                        "CREATE UNIQUE INDEX CONCURRENTLY "
                                + name
                                + " ON "
                                + or(table, "<table>")
                                + " "
                                + or(indexColumns(change), "(<columns>)")
                                + ";");
        var attach =
                Steps.brief(
                        primary
                                ? "Make the columns NOT NULL before (CHECK … NOT VALID, VALIDATE,"
                                        + " SET NOT NULL), or that is checked under the lock."
                                : "",
                        alter
                                + "ADD CONSTRAINT "
                                + name
                                + " "
                                + words
                                + " USING INDEX "
                                + name
                                + ";");
        return build.and(attach);
    }

    /// The columns as CREATE INDEX has them too; options behind them belong elsewhere there.
    private static @Nullable String indexColumns(Change change) {
        var detail = change.detail();
        if (detail == null) return null;
        return detail.startsWith("(") && detail.indexOf(')') == detail.length() - 1 ? detail : null;
    }

    private Steps exclude(Change change) {
        return brief(
                "An exclusion constraint has no concurrent form: its index is built while readers"
                        + " and writers are kept out. Add it while the table is small, or to a new"
                        + " table that replaces this one.",
                change);
    }

    private Steps dropConstraint(Change change) {
        return brief(
                "Dropping a foreign key keeps everybody out of both tables, if only for a moment:"
                        + " drop one constraint a transaction.",
                change);
    }

    private Steps dropColumn(Change change) {
        return brief(
                "Dropping a column is quick once it has its lock. Let the application stop using"
                        + " the column one release earlier.",
                change);
    }

    private Steps rename(Change change) {
        return brief(
                "A rename is quick, but every program that knows the old name fails from then on:"
                        + " add the new one beside it, move over, drop the old one. For a table, a"
                        + " view under the old name bridges the time between.",
                change);
    }

    private Steps rewrite(Change change) {
        return Steps.free(
                "It copies the table while readers and writers are kept out. pg_repack can move a"
                        + " table to another tablespace beside them; for the rest, copy into a new"
                        + " table in batches and swap, or keep it for a maintenance window.",
                "-- pg_repack --table="
                        + or(table, "<table>")
                        + (change.kind() == ChangeKind.TABLESPACE ? " --tablespace=<name>" : ""));
    }

    private Steps attach(Change change) {
        var partition = or(change.other(), "<partition>");
        var check =
                change.other() == null ? "<constraint>" : change.other().derived("_bounds_check");
        return Steps.brief(
                "Attaching searches the new partition and the default partition under ACCESS"
                        + " EXCLUSIVE, unless a valid CHECK proves that their rows fit. Add that"
                        + " CHECK first.",
                "ALTER TABLE "
                        + partition
                        + " ADD CONSTRAINT "
                        + check
                        + " CHECK (<the partition's bounds>) NOT VALID;",
                "ALTER TABLE " + partition + " VALIDATE CONSTRAINT " + check + ";",
                alter + or(change.sql(), "ATTACH PARTITION " + partition + " <as before>") + ";",
                "ALTER TABLE " + partition + " DROP CONSTRAINT " + check + ";");
    }

    private Steps detach(Change change) {
        return Steps.patient(
                "DETACH keeps everybody out of the whole partitioned table. CONCURRENTLY (14 or"
                        + " newer, without a default partition, outside a transaction) does not.",
                alter + "DETACH PARTITION " + or(change.other(), "<partition>") + " CONCURRENTLY;");
    }

    private Steps validate(Change change) {
        return brief(
                "VALIDATE lets readers and writers work on; it keeps out only DDL and VACUUM. It"
                        + " should be alone in its transaction, lest stronger locks are kept while"
                        + " it checks.",
                change);
    }
}
