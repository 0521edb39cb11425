package lockkeeper.statement;

import lockkeeper.statement.Change.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Set;

/// Reads the clauses of an ALTER TABLE. What it does not know it calls unreadable, and goes on.
final class ChangeReader {
    private static final String[] COMMA = {","};

    /// Storage parameters that change what plans or writes do, so that everybody must be out.
    private static final Set<String> STRICT =
            Set.of(
                    "USER_CATALOG_TABLE",
                    "SECURITY_BARRIER",
                    "SECURITY_INVOKER",
                    "CHECK_OPTION",
                    "BUFFERING",
                    "FASTUPDATE",
                    "PAGES_PER_RANGE",
                    "AUTOSUMMARIZE");

    private final Statement statement;

    private ChangeReader(Statement statement) {
        this.statement = statement;
    }

    /// Reads from behind `ALTER TABLE`.
    static Table read(Statement statement, int from) {
        var cursor = new Cursor(statement, from);
        cursor.skipIfExists();
        var only = cursor.take("ONLY");
        var table = cursor.name();
        cursor.take("*");
        var changes = new ArrayList<Change>();
        var reader = new ChangeReader(statement);
        var at = cursor.position();
        while (table != null && at < statement.size()) {
            var comma = statement.find(at, COMMA);
            var end = comma < 0 ? statement.size() : comma;
            changes.add(reader.change(at, end));
            at = end + 1;
        }
        return new Table(table, only, changes);
    }

    private Change change(int from, int end) {
        var cursor = new Cursor(statement, from);
        return switch (cursor.word()) {
            case "ADD" -> add(cursor, from, end);
            case "DROP" -> drop(cursor, from, end);
            case "ALTER" -> alter(cursor, from, end);
            case "VALIDATE" -> constraint(ChangeKind.VALIDATE, cursor, 2, from, end);
            case "RENAME" -> plain(rename(from), from, end);
            case "OWNER" -> plain(ChangeKind.OWNER, from, end);
            case "ENABLE", "DISABLE", "FORCE" -> plain(enable(from), from, end);
            case "NO" ->
                    statement.is(from + 1, "FORCE")
                            ? plain(ChangeKind.ROW_SECURITY, from, end)
                            : touching(ChangeKind.NO_INHERIT, from, 2, end);
            case "INHERIT" -> touching(ChangeKind.INHERIT, from, 1, end);
            case "ATTACH" -> touching(ChangeKind.ATTACH, from, 2, end);
            case "DETACH" -> touching(detach(from), from, 2, end);
            case "CLUSTER" -> plain(ChangeKind.CLUSTER_ON, from, end);
            case "REPLICA" -> plain(ChangeKind.REPLICA_IDENTITY, from, end);
            case "OF", "NOT" -> plain(ChangeKind.OF_TYPE, from, end);
            case "SET", "RESET" -> plain(set(from, end), from, end);
            default -> plain(ChangeKind.UNREADABLE, from, end);
        };
    }

    private ChangeKind rename(int from) {
        return switch (statement.word(from + 1)) {
            case "TO" -> ChangeKind.RENAME;
            case "CONSTRAINT" -> ChangeKind.RENAME_CONSTRAINT;
            default -> ChangeKind.RENAME_COLUMN;
        };
    }

    private ChangeKind enable(int from) {
        if (statement.is(from + 1, "TRIGGER") || statement.is(from + 2, "TRIGGER"))
            return ChangeKind.TRIGGER;
        if (statement.is(from + 1, "RULE") || statement.is(from + 2, "RULE"))
            return ChangeKind.RULE;
        return ChangeKind.ROW_SECURITY;
    }

    private ChangeKind detach(int from) {
        if (statement.find(from, "CONCURRENTLY") >= 0) return ChangeKind.DETACH_CONCURRENTLY;
        return statement.find(from, "FINALIZE") >= 0
                ? ChangeKind.DETACH_FINALIZE
                : ChangeKind.DETACH;
    }

    private ChangeKind set(int from, int end) {
        return switch (statement.word(from + 1)) {
            case "SCHEMA" -> ChangeKind.SET_SCHEMA;
            case "TABLESPACE" -> ChangeKind.TABLESPACE;
            case "ACCESS" -> ChangeKind.ACCESS_METHOD;
            case "LOGGED", "UNLOGGED" -> ChangeKind.LOGGED;
            case "WITHOUT" -> ChangeKind.CLUSTER_ON;
            case "(" ->
                    isStrict(statement, from + 2, end)
                            ? ChangeKind.STRICT_OPTIONS
                            : ChangeKind.OPTIONS;
            default -> ChangeKind.UNREADABLE;
        };
    }

    static boolean isStrict(Statement statement, int from, int end) {
        for (var i = from; i < end; i++) if (STRICT.contains(statement.word(i))) return true;
        return false;
    }

    private Change drop(Cursor cursor, int from, int end) {
        if (statement.is(from + 1, "CONSTRAINT"))
            return constraint(ChangeKind.DROP_CONSTRAINT, cursor, 2, from, end);
        cursor.skip();
        cursor.take("COLUMN");
        cursor.skipIfExists();
        return new Change(
                ChangeKind.DROP_COLUMN, cursor.name(), null, sql(from, end), null, null, false);
    }

    private Change alter(Cursor cursor, int from, int end) {
        if (statement.is(from + 1, "CONSTRAINT"))
            return constraint(ChangeKind.ALTER_CONSTRAINT, cursor, 2, from, end);
        cursor.skip();
        cursor.take("COLUMN");
        var name = cursor.name();
        if (name == null) cursor.skip(); // ALTER 1 SET STATISTICS: an index column
        var kind = alterColumn(cursor);
        return new Change(
                kind, name, null, sql(from, end), sql(cursor.position(), end), null, false);
    }

    private ChangeKind alterColumn(Cursor cursor) {
        if (cursor.take("TYPE") || cursor.take("SET", "DATA", "TYPE"))
            return ChangeKind.COLUMN_TYPE;
        if (cursor.take("SET", "NOT", "NULL")) return ChangeKind.SET_NOT_NULL;
        if (cursor.take("DROP", "NOT", "NULL")) return ChangeKind.DROP_NOT_NULL;
        if (cursor.take("SET", "DEFAULT") || cursor.take("DROP", "DEFAULT"))
            return ChangeKind.COLUMN_DEFAULT;
        if (cursor.take("SET", "STATISTICS")) return ChangeKind.COLUMN_STATISTICS;
        if (cursor.take("SET", "(") || cursor.take("RESET", "(")) return ChangeKind.COLUMN_OPTIONS;
        if (cursor.take("SET", "STORAGE") || cursor.take("SET", "COMPRESSION"))
            return ChangeKind.COLUMN_STORAGE;
        if (cursor.take("SET", "EXPRESSION") || cursor.take("DROP", "EXPRESSION"))
            return ChangeKind.COLUMN_EXPRESSION;
        if (cursor.take("ADD", "GENERATED")
                || cursor.take("SET", "GENERATED")
                || cursor.take("DROP", "IDENTITY")
                || cursor.take("RESTART")) return ChangeKind.COLUMN_IDENTITY;
        return ChangeKind.UNREADABLE;
    }

    private Change add(Cursor cursor, int from, int end) {
        cursor.skip();
        if (cursor.take("COLUMN")) return column(cursor, from, end);
        var name = cursor.take("CONSTRAINT") ? cursor.name() : null;
        var kind = constraintKind(cursor);
        if (kind == null)
            return name == null
                    ? column(cursor, from, end)
                    : plain(ChangeKind.UNREADABLE, from, end);
        var start = cursor.position();
        var notValid = lastWords(end, "NOT", "VALID");
        var detail = sql(start, notValid ? end - 2 : end);
        var indexed = statement.find(start, "INDEX");
        if (indexed > 0 && indexed < end && statement.is(indexed - 1, "USING"))
            kind = ChangeKind.ADD_USING_INDEX;
        var other = kind == ChangeKind.ADD_FOREIGN_KEY ? references(start, end) : null;
        return new Change(kind, name, other, sql(from, end), detail, null, notValid);
    }

    private @Nullable ChangeKind constraintKind(Cursor cursor) {
        return switch (cursor.word()) {
            case "CHECK" -> skipped(cursor, 1, ChangeKind.ADD_CHECK);
            case "UNIQUE" -> skipped(cursor, 1, ChangeKind.ADD_UNIQUE);
            case "PRIMARY" -> skipped(cursor, 2, ChangeKind.ADD_PRIMARY_KEY);
            case "EXCLUDE" -> skipped(cursor, 1, ChangeKind.ADD_EXCLUDE);
            case "FOREIGN" -> skipped(cursor, 2, ChangeKind.ADD_FOREIGN_KEY);
            case "NOT" -> skipped(cursor, 2, ChangeKind.ADD_NOT_NULL);
            default -> null;
        };
    }

    private static ChangeKind skipped(Cursor cursor, int words, ChangeKind kind) {
        for (var i = 0; i < words; i++) cursor.skip();
        return kind;
    }

    private Change column(Cursor cursor, int from, int end) {
        cursor.skipIfExists();
        var name = cursor.name();
        var start = cursor.position();
        var traits = new ColumnReader(statement, start, end).read();
        return new Change(
                ChangeKind.ADD_COLUMN,
                name,
                traits.references(),
                sql(from, end),
                sql(start, end),
                traits,
                false);
    }

    private Change constraint(ChangeKind kind, Cursor cursor, int words, int from, int end) {
        for (var i = 0; i < words; i++) cursor.skip();
        cursor.skipIfExists();
        return new Change(kind, cursor.name(), null, sql(from, end), null, null, false);
    }

    /// A clause that names another table after so many words.
    private Change touching(ChangeKind kind, int from, int words, int end) {
        var other = new Cursor(statement, from + words).name();
        return new Change(kind, null, other, sql(from, end), null, null, false);
    }

    private Change plain(ChangeKind kind, int from, int end) {
        return new Change(kind, null, null, sql(from, end), null, null, false);
    }

    private @Nullable Name references(int from, int end) {
        var at = statement.find(from, "REFERENCES");
        return at < 0 || at >= end ? null : new Cursor(statement, at + 1).name();
    }

    private boolean lastWords(int end, String first, String second) {
        return statement.is(end - 2, first) && statement.is(end - 1, second);
    }

    private @Nullable String sql(int from, int end) {
        return statement.fragment(from, end);
    }
}
