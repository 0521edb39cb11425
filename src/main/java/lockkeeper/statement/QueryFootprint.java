package lockkeeper.statement;

import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ROW_SHARE;

import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/// What reading and writing rows asks for. Which relations a query reads is taken from the words
/// before names, which finds too many rather than too few; a grammar knows better.
final class QueryFootprint {
    private static final Set<String> BEFORE_NAMES = Set.of("FROM", "JOIN", "USING", "TABLE");

    private final Statement statement;
    private final CommandTag tag;
    private final Draft draft;

    QueryFootprint(Statement statement, CommandTag tag, Draft draft) {
        this.statement = statement;
        this.tag = tag;
        this.draft = draft;
    }

    /// Whether it is one of these commands.
    boolean read() {
        switch (tag.text()) {
            case "COPY" -> copy();
            case "INSERT",
                    "UPDATE",
                    "DELETE",
                    "MERGE",
                    "SELECT",
                    "SELECT INTO",
                    "EXPLAIN",
                    "PREPARE",
                    "DECLARE CURSOR",
                    "CREATE TABLE AS",
                    "CREATE VIEW",
                    "CREATE MATERIALIZED VIEW" -> {}
            default -> {
                return false;
            }
        }
        targets();
        reads();
        sequences();
        if (tag.text().equals("CREATE VIEW")) replacedView();
        else draft.work(Work.ROWS);
        return true;
    }

    private void replacedView() {
        if (statement.is(2, "REPLACE")) draft.perhaps(Scope.NAMED, after("VIEW"), ACCESS_EXCLUSIVE);
    }

    /// What is written to, in the statement itself or in a WITH.
    private void targets() {
        for (var i = 0; i < statement.size(); i++) {
            var cursor = new Cursor(statement, i);
            var into = cursor.take("INSERT", "INTO") || cursor.take("MERGE", "INTO");
            var writes = into || cursor.take("DELETE", "FROM") || takesUpdate(cursor, i);
            if (!writes) continue;
            cursor.take("ONLY");
            target(cursor.name());
        }
    }

    /// Not `FOR UPDATE`, `FOR NO KEY UPDATE`, `DO UPDATE SET`, `THEN UPDATE SET`.
    private boolean takesUpdate(Cursor cursor, int at) {
        var before = statement.word(at - 1);
        return !Set.of("FOR", "KEY", "DO", "THEN").contains(before) && cursor.take("UPDATE");
    }

    private void target(@Nullable Name name) {
        draft.lock(name, ROW_EXCLUSIVE);
        if (name == null) return;
        draft.perhaps(Scope.CHILDREN, name, ROW_EXCLUSIVE)
                .perhaps(Scope.REFERENCED, name, ROW_SHARE)
                .perhaps(Scope.REFERENCING, name, ROW_EXCLUSIVE)
                .perhaps(Scope.SEQUENCES, name, ROW_EXCLUSIVE)
                .perhaps(Scope.SOURCES, name, ROW_EXCLUSIVE);
    }

    private void copy() {
        var cursor = new Cursor(statement, 1);
        if (cursor.word().equals("(")) return;
        var name = cursor.name();
        cursor.skipParentheses();
        if (cursor.take("FROM")) target(name);
        else draft.lock(name, ACCESS_SHARE);
    }

    /// The name behind these words, wherever they first stand outside parentheses.
    private @Nullable Name after(String... words) {
        var at = statement.find(0, words[0]);
        var cursor = new Cursor(statement, at);
        cursor.take(words);
        cursor.skipIfExists();
        cursor.take("ONLY");
        return at < 0 ? null : cursor.name();
    }

    /// `nextval('name')`; a name that is made up at run time stays unknown.
    private void sequences() {
        for (var i = 0; i < statement.size(); i++) {
            if (!Set.of("NEXTVAL", "SETVAL").contains(statement.word(i))) continue;
            if (!statement.is(i + 1, "(")) continue;
            var text = statement.raw(i + 2);
            if (text.length() < 3 || text.charAt(0) != '\'') continue;
            var name = Name.read(text.substring(1, text.length() - 1).replace("''", "'"));
            if (name != null) draft.lock(name, ROW_EXCLUSIVE);
        }
    }

    private void reads() {
        var own = commonTables();
        var mode = locksRows() ? ROW_SHARE : ACCESS_SHARE;
        for (var i = 0; i < statement.size(); i++) {
            if (!BEFORE_NAMES.contains(statement.word(i)) || isTarget(i)) continue;
            var cursor = new Cursor(statement, i + 1);
            cursor.take("LATERAL");
            cursor.take("ONLY");
            do {
                read(cursor, own, mode);
                alias(cursor);
            } while (cursor.take(","));
        }
    }

    private boolean isTarget(int i) {
        return statement.is(i - 1, "DELETE")
                || statement.is(i - 1, "CREATE")
                || statement.is(i - 1, "DISTINCT")
                || (tag.text().equals("COPY") && !statement.is(1, "("));
    }

    private void read(Cursor cursor, Set<String> own, LockMode mode) {
        var name = cursor.name();
        if (name == null || cursor.word().equals("(")) return;
        if (name.parts().size() == 1 && own.contains(name.last())) return;
        draft.lock(name, mode);
        if (!tag.text().equals("CREATE VIEW"))
            draft.lock(Scope.SOURCES, name, mode).perhaps(Scope.CHILDREN, name, mode);
    }

    private static void alias(Cursor cursor) {
        if (cursor.take("AS")) cursor.skip();
        else if (!cursor.word().equals(",") && !BEFORE_NAMES.contains(cursor.word())) {
            var before = cursor.position();
            if (cursor.name() == null && cursor.position() == before) return;
        }
        cursor.skipParentheses();
    }

    private boolean locksRows() {
        for (var i = 0; i < statement.size(); i++) {
            if (!statement.is(i, "FOR")) continue;
            if (Set.of("UPDATE", "SHARE", "NO", "KEY").contains(statement.word(i + 1))) return true;
        }
        return false;
    }

    /// Names that WITH defines: `name AS (`, `name (columns) AS (`.
    private Set<String> commonTables() {
        var names = new HashSet<String>();
        if (statement.find(0, "WITH") < 0) return names;
        for (var i = 1; i < statement.size(); i++) {
            if (!statement.is(i, "AS")) continue;
            var opens = statement.is(i + 1, "MATERIALIZED") || statement.is(i + 1, "NOT");
            if (!opens && !statement.is(i + 1, "(")) continue;
            var name = new Cursor(statement, nameBefore(i)).name();
            if (name != null) names.add(name.last());
        }
        return names;
    }

    private int nameBefore(int as) {
        var at = as - 1;
        if (statement.is(at, ")")) while (at > 0 && !statement.is(at, "(")) at--;
        return statement.is(at, "(") ? at - 1 : at;
    }
}
