package lockkeeper.statement;

import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE_UPDATE_EXCLUSIVE;

import java.util.List;

/// What dropping and emptying relations asks for.
final class DropFootprint {
    private static final String DEPENDENTS =
            "Everything that depends on it is dropped and locked with it.";

    private final Statement statement;
    private final CommandTag tag;
    private final Draft draft;

    DropFootprint(Statement statement, CommandTag tag, Draft draft) {
        this.statement = statement;
        this.tag = tag;
        this.draft = draft;
    }

    /// Whether it is one of these commands.
    boolean read() {
        switch (tag.text()) {
            case "DROP TABLE", "DROP FOREIGN TABLE" -> names("TABLE").forEach(this::table);
            case "DROP VIEW", "DROP MATERIALIZED VIEW" -> names("VIEW").forEach(this::plain);
            case "DROP SEQUENCE" -> names("SEQUENCE").forEach(this::sequence);
            case "DROP INDEX" -> index();
            case "DROP INDEX CONCURRENTLY" -> indexConcurrently();
            case "DROP STATISTICS" -> names("STATISTICS").forEach(this::statistics);
            case "DROP PUBLICATION" -> draft.note("It locks no table.");
            case "TRUNCATE TABLE" -> truncate();
            case "DROP FUNCTION", "DROP PROCEDURE" -> dependents();
            case "DROP SCHEMA", "DROP OWNED", "DROP EXTENSION", "DROP TYPE", "DROP DOMAIN" ->
                    draft.unplaced(DEPENDENTS);
            default -> {
                return false;
            }
        }
        return true;
    }

    private List<Name> names(String after) {
        var cursor = new Cursor(statement, 1);
        cursor.seek(after);
        cursor.take("CONCURRENTLY");
        cursor.skipIfExists();
        var names = cursor.names();
        if (names.isEmpty()) draft.unplaced("The names cannot be read.");
        return names;
    }

    private boolean cascades() {
        return statement.find(1, "CASCADE") > 0;
    }

    private void plain(Name name) {
        draft.lock(name, ACCESS_EXCLUSIVE);
        if (cascades()) draft.lock(Scope.DEPENDENT_VIEWS, name, ACCESS_EXCLUSIVE);
    }

    /// What depends on a function or a sequence, such as a default or a trigger, is on a table.
    private void dependents() {
        if (cascades()) draft.unplaced(DEPENDENTS);
    }

    private void sequence(Name name) {
        draft.lock(name, ACCESS_EXCLUSIVE);
        dependents();
    }

    private void table(Name name) {
        draft.lock(name, ACCESS_EXCLUSIVE)
                .lock(Scope.CHILDREN, name, ACCESS_EXCLUSIVE)
                .lock(Scope.OWN_REFERENCED, name, ACCESS_EXCLUSIVE)
                .lock(Scope.PARENT, name, ACCESS_EXCLUSIVE)
                .lock(Scope.DEFAULT_OF_PARENT, name, ACCESS_EXCLUSIVE)
                .lock(Scope.SEQUENCES, name, ACCESS_EXCLUSIVE);
        if (cascades())
            draft.lock(Scope.REFERENCING, name, ACCESS_EXCLUSIVE)
                    .lock(Scope.DEPENDENT_VIEWS, name, ACCESS_EXCLUSIVE);
    }

    private void statistics(Name name) {
        draft.lock(Scope.TABLE_OF_STATISTICS, name, SHARE_UPDATE_EXCLUSIVE);
    }

    private void index() {
        for (var name : names("INDEX"))
            draft.lock(name, ACCESS_EXCLUSIVE)
                    .lock(Scope.CHILDREN, name, ACCESS_EXCLUSIVE)
                    .lock(Scope.TABLES_OF_INDEX, name, ACCESS_EXCLUSIVE);
    }

    private void indexConcurrently() {
        for (var name : names("INDEX"))
            draft.lock(name, SHARE_UPDATE_EXCLUSIVE)
                    .lock(Scope.TABLE_OF_INDEX, name, SHARE_UPDATE_EXCLUSIVE);
        draft.note("It waits twice until every older transaction on the table has ended.");
    }

    private void truncate() {
        var cursor = new Cursor(statement, 1);
        cursor.take("TABLE");
        for (var target : cursor.targets()) {
            var name = target.name();
            draft.lock(name, ACCESS_EXCLUSIVE);
            if (!target.only()) draft.lock(Scope.CHILDREN, name, ACCESS_EXCLUSIVE);
            if (cascades()) draft.lock(Scope.ALL_REFERENCING, name, ACCESS_EXCLUSIVE);
            if (statement.find(1, "RESTART") > 0)
                draft.lock(Scope.SEQUENCES, name, ACCESS_EXCLUSIVE);
        }
    }
}
