package lockkeeper.statement;

import static lockkeeper.statement.Steps.or;

import org.jspecify.annotations.Nullable;

/// Advice on commands that build, drop or rebuild indexes, and on their CONCURRENTLY forms.
final class IndexAdvice {
    private static final int ALL = Integer.MAX_VALUE;

    private final Statement statement;

    IndexAdvice(Statement statement) {
        this.statement = statement;
    }

    Steps create() {
        var index = statement.find(1, "INDEX");
        var cursor = new Cursor(statement, index + 1);
        cursor.skipIfExists();
        var name = cursor.word().equals("ON") ? null : cursor.name();
        var rest = statement.fragment(cursor.position(), ALL);
        return Steps.patient(
                "CREATE INDEX stops every writer of the table until the index is built."
                        + " CONCURRENTLY lets them go on; it must run outside a transaction and"
                        + " without a lock_timeout, and a failed one leaves an invalid index to"
                        + " drop. (On a partitioned table: create it ON ONLY the parent, then"
                        + " CONCURRENTLY on each partition, and attach those.)",
                "CREATE "
                        + (statement.is(1, "UNIQUE") ? "UNIQUE " : "")
                        + "INDEX CONCURRENTLY "
                        + (name == null ? "" : name.sql() + " ")
                        + or(rest, "ON <table> (<columns>)")
                        + ";");
    }

    Steps drop() {
        var cursor = new Cursor(statement, 2);
        var ifExists = cursor.take("IF", "EXISTS") ? "IF EXISTS " : "";
        var names = cursor.names();
        var sql =
                names.isEmpty()
                        ? new String[] {"DROP INDEX CONCURRENTLY <index>;"}
                        : names.stream()
                                .map(n -> "DROP INDEX CONCURRENTLY " + ifExists + n.sql() + ";")
                                .toArray(String[]::new);
        return Steps.patient(
                "DROP INDEX keeps readers and writers out of the whole table. CONCURRENTLY waits"
                        + " for those at work without being in anybody's way.",
                sql);
    }

    Steps reindex() {
        var cursor = new Cursor(statement, 1);
        cursor.skipParentheses();
        var kind = cursor.word();
        cursor.skip();
        return Steps.patient(
                "REINDEX stops writers of the table, and even the planning of reads, until the"
                        + " index is built. CONCURRENTLY builds a second one beside it.",
                "REINDEX "
                        + (kind.isEmpty() ? "INDEX" : kind)
                        + " CONCURRENTLY "
                        + or(cursor.name(), "<index>")
                        + ";");
    }

    /// CONCURRENTLY commands are the safe form already: what remains is to let them finish.
    Steps concurrent(CommandTag tag) {
        return Steps.patient(
                tag.text()
                        + (tag.text().equals("ALTER TABLE") ? " … DETACH CONCURRENTLY" : "")
                        + " is the careful form: it waits until every older transaction has ended"
                        + " and keeps out only DDL and VACUUM. Give it no lock_timeout, end"
                        + " transactions that were left open, and do not run it from a tool that"
                        + " keeps a transaction open meanwhile (Flyway: set"
                        + " flyway.postgresql.transactional.lock=false). If it was stopped, clean"
                        + " up before the next try.",
                cleanUp(tag));
    }

    private String cleanUp(CommandTag tag) {
        return switch (tag.text()) {
            case "ALTER TABLE" -> finalizeDetach();
            case "CREATE INDEX CONCURRENTLY" ->
                    "DROP INDEX CONCURRENTLY IF EXISTS " + or(created(), "<index>") + ";";
            case "DROP INDEX CONCURRENTLY" ->
                    "DROP INDEX CONCURRENTLY IF EXISTS " + or(dropped(), "<index>") + ";";
            case "REINDEX CONCURRENTLY" ->
                    "-- DROP INDEX CONCURRENTLY on what ends in _ccnew or _ccold and is invalid";
            default -> "-- nothing is left behind";
        };
    }

    private @Nullable Name created() {
        var cursor = new Cursor(statement, statement.find(1, "CONCURRENTLY") + 1);
        cursor.skipIfExists();
        return cursor.word().equals("ON") ? null : inSchemaOfTable(cursor);
    }

    /// An index lives in its table's schema, which CREATE INDEX does not repeat.
    private @Nullable Name inSchemaOfTable(Cursor cursor) {
        var index = cursor.name();
        if (index == null || !cursor.take("ON")) return index;
        cursor.take("ONLY");
        var table = cursor.name();
        return table == null || table.parts().size() < 2
                ? index
                : new Name(table.sibling(index.sql()), index.parts());
    }

    private @Nullable Name dropped() {
        var cursor = new Cursor(statement, 3);
        cursor.skipIfExists();
        return cursor.name();
    }

    private String finalizeDetach() {
        var table = ChangeReader.read(statement, 2);
        var partition = table.changes().isEmpty() ? null : table.changes().getFirst().other();
        return "ALTER TABLE "
                + or(table.table(), "<parent>")
                + " DETACH PARTITION "
                + or(partition, "<partition>")
                + " FINALIZE;";
    }
}
