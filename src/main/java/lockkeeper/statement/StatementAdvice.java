package lockkeeper.statement;

import static lockkeeper.statement.Steps.or;

import org.jspecify.annotations.Nullable;

/// Advice on one statement, by its command.
final class StatementAdvice {
    private static final int ALL = Integer.MAX_VALUE;

    private final Statement statement;

    StatementAdvice(Statement statement) {
        this.statement = statement;
    }

    Steps steps() {
        var tag = CommandTag.of(statement);
        if (tag.isConcurrently()) return new IndexAdvice(statement).concurrent(tag);
        return switch (tag.text()) {
            case "ALTER TABLE" -> alterTable();
            case "CREATE INDEX" -> new IndexAdvice(statement).create();
            case "DROP INDEX" -> new IndexAdvice(statement).drop();
            case "REINDEX" -> new IndexAdvice(statement).reindex();
            case "VACUUM FULL", "CLUSTER" -> repack(tag.text());
            case "VACUUM" -> vacuum();
            case "REFRESH MATERIALIZED VIEW" -> refresh();
            case "LOCK TABLE" -> lock();
            case "TRUNCATE TABLE" -> truncate();
            case "DROP TABLE" -> dropTable();
            case "CREATE TABLE" -> createTable();
            case "CREATE TRIGGER", "DROP TRIGGER" -> triggers();
            default -> moment("It needs its lock for a moment only.");
        };
    }

    private Steps alterTable() {
        var table = ChangeReader.read(statement, 2);
        var advice = new ChangeAdvice(table.table());
        Steps steps = null;
        for (var change : table.changes()) {
            var next = advice.on(change);
            steps = steps == null ? next : steps.and(next);
        }
        return steps == null ? moment("It needs its lock for a moment at least.") : steps;
    }

    private Steps moment(String why) {
        return Steps.brief(why, own());
    }

    private String own() {
        return or(statement.fragment(0, ALL), "<the statement>") + ";";
    }

    private Steps repack(String command) {
        return Steps.free(
                command
                        + " writes the table and all its indexes anew and keeps readers and"
                        + " writers out all the while. The extension pg_repack does the same work"
                        + " beside them and needs the lock for two moments only; mere free space"
                        + " is reused after a plain VACUUM.",
                "-- pg_repack --table=" + or(tableAfterOptions(1), "<table>"),
                "VACUUM (ANALYZE) " + or(tableAfterOptions(1), "<table>") + ";");
    }

    private @Nullable Name tableAfterOptions(int at) {
        var cursor = new Cursor(statement, at);
        cursor.skipParentheses();
        while (cursor.takeAny("FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE")) {}
        var name = cursor.name();
        // CLUSTER index ON table, the old form
        return cursor.take("ON") ? cursor.name() : name;
    }

    private static Steps vacuum() {
        return Steps.free(
                "VACUUM keeps out only other VACUUMs and DDL, not readers or writers. One that"
                    + " prevents wraparound must run to its end; let it be the DDL that waits.");
    }

    private Steps refresh() {
        var cursor = new Cursor(statement, 3);
        var view = cursor.name();
        return Steps.free(
                "A plain refresh keeps readers out until it is done. CONCURRENTLY lets them go on"
                        + " with the old rows; it needs a unique index on the view.",
                "CREATE UNIQUE INDEX "
                        + (view == null ? "<index>" : view.derived("_key"))
                        + " ON "
                        + or(view, "<view>")
                        + " (<columns that identify a row>);",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY " + or(view, "<view>") + ";");
    }

    private Steps lock() {
        var cursor = new Cursor(statement, 1);
        cursor.take("TABLE");
        cursor.take("ONLY");
        var table = cursor.name();
        return Steps.brief(
                "LOCK TABLE without a mode keeps out even readers. SHARE ROW EXCLUSIVE is enough to"
                        + " be the only writer; to let one worker at a time do something, an"
                        + " advisory lock bothers nobody else.",
                "LOCK TABLE " + or(table, "<table>") + " IN SHARE ROW EXCLUSIVE MODE;",
                "-- or: SELECT pg_advisory_xact_lock(<number>);");
    }

    private Steps truncate() {
        return moment(
                "TRUNCATE is quick once it has its lock, but nobody can read or write before. To"
                        + " empty a busy table, delete in batches; to drop old data, detach"
                        + " partitions.");
    }

    private Steps dropTable() {
        return moment(
                "Dropping a table that has foreign keys or partitions also locks the tables it is"
                        + " tied to, against readers too: drop the foreign keys one by one first"
                        + " (or detach the partition CONCURRENTLY), then the table nobody uses any"
                        + " more.");
    }

    private Steps triggers() {
        return moment(
                "Triggers are quick to make, but CREATE TRIGGER waits for all writers of the table"
                        + " and DROP TRIGGER for all readers too. To replace what a trigger does,"
                        + " CREATE OR REPLACE FUNCTION locks no table.");
    }

    private Steps createTable() {
        var partition = statement.find(2, "PARTITION");
        if (partition > 0 && statement.is(partition + 1, "OF")) return partitionOf(partition);
        return moment(
                "A new table with a foreign key stops writers of the table it refers to (and"
                        + " INHERITS or PARTITION OF locks the parent). Create the table without"
                        + " them, and add each foreign key on its own, while the table is empty.");
    }

    private Steps partitionOf(int at) {
        var cursor = new Cursor(statement, 1);
        cursor.take("TABLE");
        cursor.skipIfExists();
        var table = or(cursor.name(), "<partition>");
        var parent = or(new Cursor(statement, at + 2).name(), "<parent>");
        var bounds = statement.find(at, "FOR");
        return Steps.brief(
                "CREATE TABLE … PARTITION OF keeps everybody out of the parent, readers too."
                        + " Attaching a table made before keeps out only other DDL (and users of a"
                        + " default partition, which is searched).",
                "CREATE TABLE " + table + " (LIKE " + parent + " INCLUDING ALL);",
                "ALTER TABLE "
                        + parent
                        + " ATTACH PARTITION "
                        + table
                        + " "
                        + or(
                                bounds < 0 ? null : statement.fragment(bounds, ALL),
                                "FOR VALUES <bounds>")
                        + ";");
    }
}
