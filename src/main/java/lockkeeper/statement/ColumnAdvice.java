package lockkeeper.statement;

import static lockkeeper.statement.Steps.or;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// Advice on adding a column, on its type, and on NOT NULL.
final class ColumnAdvice {
    private final @Nullable Name table;
    private final String alter;

    ColumnAdvice(@Nullable Name table) {
        this.table = table;
        this.alter = "ALTER TABLE " + or(table, "<table>") + " ";
    }

    Steps add(Change change) {
        var column = change.column();
        if (column == null) return plain(change);
        if (column.serial()) return serial(change, column);
        if (column.stored()) return stored(change, column);
        return switch (column.defaultVolatility()) {
            case EACH_ROW, UNKNOWN -> volatileDefault(change, column);
            case NONE, ONE_VALUE ->
                    column.foreignKey() || column.check() || column.unique()
                            ? constrained(change, column)
                            : plain(change);
        };
    }

    private Steps plain(Change change) {
        return Steps.brief(
                "Adding a column without a default, or with one value for all rows, is quick once"
                        + " it has its lock.",
                alter + or(change.sql(), "ADD COLUMN <as before>") + ";");
    }

    private Steps volatileDefault(Change change, ColumnTraits column) {
        var name = or(change.name(), "<column>");
        var value = or(column.defaultSql(), "<default>");
        var steps =
                Steps.brief(
                        "A default that differs from row to row"
                                + (column.defaultVolatility() == Volatility.UNKNOWN
                                        ? " (if that function is volatile)"
                                        : "")
                                + " rewrites the table while readers and writers are kept out. Add"
                                + " the column empty, give it the default for new rows, fill the"
                                + " old ones in batches.",
                        alter + "ADD COLUMN " + name + " " + or(column.type(), "<type>") + ";",
                        alter + "ALTER COLUMN " + name + " SET DEFAULT " + value + ";",
                        fill(name, value));
        return column.notNull() ? steps.and(notNull(change)) : steps;
    }

    private String fill(String column, String value) {
        return "UPDATE "
                + or(table, "<table>")
                + " SET "
                + column
                + " = "
                + value
                + " WHERE "
                + column
                + " IS NULL AND <key> BETWEEN <from> AND <to>; -- in batches";
    }

    private Steps serial(Change change, ColumnTraits column) {
        var name = or(change.name(), "<column>");
        var sequence =
                table == null || change.name() == null
                        ? "<sequence>"
                        : table.sibling(table.derived("_" + change.name().last() + "_seq"));
        return Steps.brief(
                "A serial or identity column numbers every row, which rewrites the table while"
                        + " readers and writers are kept out. Add an empty column, let a sequence"
                        + " number new rows, number the old ones in batches.",
                alter
                        + "ADD COLUMN "
                        + name
                        + " "
                        + (column.type() == null || column.type().contains("serial")
                                ? "bigint"
                                : column.type())
                        + ";",
                "CREATE SEQUENCE "
                        + sequence
                        + " OWNED BY "
                        + or(table, "<table>")
                        + "."
                        + name
                        + ";",
                alter
                        + "ALTER COLUMN "
                        + name
                        + " SET DEFAULT nextval('"
                        + sequence.replace("'", "''")
                        + "');",
                fill(name, "DEFAULT"));
    }

    private Steps stored(Change change, ColumnTraits column) {
        var name = or(change.name(), "<column>");
        return Steps.brief(
                "A stored generated column is computed for every row while readers and writers are"
                        + " kept out. A plain column kept up to date by a trigger, or an index on"
                        + " the expression, spares that; from 18 on a virtual one costs nothing.",
                alter + "ADD COLUMN " + name + " " + or(column.type(), "<type>") + ";",
                "CREATE TRIGGER <trigger> BEFORE INSERT OR UPDATE ON "
                        + or(table, "<table>")
                        + " FOR EACH ROW EXECUTE FUNCTION <function that sets it>();",
                fill(name, "<expression>"));
    }

    private Steps constrained(Change change, ColumnTraits column) {
        var name = or(change.name(), "<column>");
        var steps =
                Steps.brief(
                        "The constraints that come with the column are checked or indexed under the"
                                + " same lock. Add the column alone, then each constraint in its"
                                + " careful form.",
                        alter
                                + "ADD COLUMN "
                                + name
                                + " "
                                + or(column.type(), "<type>")
                                + (column.defaultSql() == null
                                        ? ""
                                        : " DEFAULT " + column.defaultSql())
                                + ";");
        return steps.and(constraints(change, column, name));
    }

    private Steps constraints(Change change, ColumnTraits column, String name) {
        var constraint = table == null ? "<constraint>" : table.derived(suffix(change, "_fkey"));
        if (column.foreignKey()) {
            return Steps.brief(
                    "A foreign key goes in NOT VALID and is validated later.",
                    alter
                            + "ADD CONSTRAINT "
                            + constraint
                            + " FOREIGN KEY ("
                            + name
                            + ") REFERENCES "
                            + or(column.references(), "<table>")
                            + " NOT VALID;",
                    alter + "VALIDATE CONSTRAINT " + constraint + ";");
        }
        if (column.unique()) {
            var index = table == null ? "<index>" : table.derived(suffix(change, "_key"));
            return Steps.patient(
                            "A unique index is built CONCURRENTLY, without lock_timeout.",
                            "CREATE UNIQUE INDEX CONCURRENTLY "
                                    + index
                                    + " ON "
                                    + or(table, "<table>")
                                    + " ("
                                    + name
                                    + ");")
                    .and(
                            Steps.brief(
                                    "",
                                    alter
                                            + "ADD CONSTRAINT "
                                            + index
                                            + " UNIQUE USING INDEX "
                                            + index
                                            + ";"));
        }
        var check = table == null ? "<constraint>" : table.derived(suffix(change, "_check"));
        return Steps.brief(
                "A check goes in NOT VALID and is validated later.",
                alter + "ADD CONSTRAINT " + check + " CHECK (<condition>) NOT VALID;",
                alter + "VALIDATE CONSTRAINT " + check + ";");
    }

    private static String suffix(Change change, String kind) {
        return change.name() == null ? kind : "_" + change.name().last() + kind;
    }

    Steps notNull(Change change) {
        var name = or(change.name(), "<column>");
        var check = table == null ? "<constraint>" : table.derived(suffix(change, "_not_null"));
        return Steps.brief(
                "SET NOT NULL reads the whole table while readers and writers are kept out, unless"
                        + " a valid CHECK proves it. Let a CHECK that was validated beside the"
                        + " traffic prove it.",
                alter + "ADD CONSTRAINT " + check + " CHECK (" + name + " IS NOT NULL) NOT VALID;",
                alter + "VALIDATE CONSTRAINT " + check + ";",
                alter + "ALTER COLUMN " + name + " SET NOT NULL;",
                alter + "DROP CONSTRAINT " + check + ";");
    }

    Steps type(Change change) {
        var name = or(change.name(), "<column>");
        var next = change.name() == null ? "<new column>" : change.name().derived("_new");
        return Steps.brief(
                "Another type usually rewrites the table and all its indexes while readers and"
                        + " writers are kept out. (A longer varchar, or varchar to text, does not:"
                        + " that needs only lock_timeout and another try.) Expand and contract"
                        + " instead: a new column, kept equal by a trigger, filled in batches, then"
                        + " swapped.",
                alter + "ADD COLUMN " + next + " " + or(typeOf(change), "<new type>") + ";",
                "CREATE TRIGGER <trigger> BEFORE INSERT OR UPDATE ON "
                        + or(table, "<table>")
                        + " FOR EACH ROW EXECUTE FUNCTION <function that copies it>();",
                fill(next, name),
                "BEGIN; "
                        + alter
                        + "RENAME COLUMN "
                        + name
                        + " TO "
                        + (change.name() == null ? "<old column>" : change.name().derived("_old"))
                        + "; "
                        + alter
                        + "RENAME COLUMN "
                        + next
                        + " TO "
                        + name
                        + "; COMMIT;");
    }

    private static @Nullable String typeOf(Change change) {
        var detail = change.detail();
        if (detail == null) return null;
        var using = detail.toUpperCase(Locale.ROOT).indexOf(" USING ");
        return using < 0 ? detail : detail.substring(0, using);
    }
}
