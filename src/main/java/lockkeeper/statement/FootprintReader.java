package lockkeeper.statement;

import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.SHARE;
import static lockkeeper.lock.LockMode.SHARE_ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE_UPDATE_EXCLUSIVE;

import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

/// Finds the reader for a kind of command, and reads those of one line itself.
final class FootprintReader {
    private final Statement statement;
    private final CommandTag tag;
    private final Draft draft;

    FootprintReader(Statement statement, int major) {
        this.statement = statement;
        this.tag = CommandTag.of(statement);
        this.draft = new Draft(tag, major);
    }

    Footprint read() {
        switch (tag.text()) {
            case "ALTER TABLE", "ALTER FOREIGN TABLE" -> alterTable(statement.find(0, "TABLE") + 1);
            case "ALTER MATERIALIZED VIEW", "ALTER VIEW" ->
                    alterTable(statement.find(0, "VIEW") + 1);
            case "CREATE TABLE", "CREATE FOREIGN TABLE" ->
                    new CreateTableFootprint(statement, draft).read();
            case "CREATE TRIGGER" -> trigger();
            case "CREATE RULE", "CREATE POLICY" -> onTable(ACCESS_EXCLUSIVE);
            case "DROP TRIGGER" -> onPartitions();
            case "DROP RULE", "DROP POLICY" -> onTable(ACCESS_EXCLUSIVE);
            case "ALTER TRIGGER" -> {
                if (draft.major() >= 15) onPartitions();
                else onTable(ACCESS_EXCLUSIVE);
            }
            case "ALTER RULE", "ALTER POLICY" -> onTable(ACCESS_EXCLUSIVE);
            case "CREATE STATISTICS" -> from(SHARE_UPDATE_EXCLUSIVE);
            case "COMMENT", "SECURITY LABEL" -> comment();
            case "GRANT", "REVOKE" -> privileges();
            case "ALTER SEQUENCE" -> sequence();
            case "ALTER DOMAIN" -> domain();
            case "CREATE PUBLICATION", "ALTER PUBLICATION" -> publication();
            case "ALTER DATABASE", "CREATE DATABASE", "DROP DATABASE" ->
                    draft.note(
                            "It locks the database as an object; every new connection to it waits"
                                    + " meanwhile.");
            case "ALTER TYPE" -> type();
            case "DO", "CALL", "EXECUTE" ->
                    draft.unplaced("What the code inside does, the text does not tell.");
            default -> others();
        }
        return draft.done();
    }

    private void others() {
        if (new DropFootprint(statement, tag, draft).read()) return;
        if (new MaintenanceFootprint(statement, tag, draft).read()) return;
        if (new QueryFootprint(statement, tag, draft).read()) return;
        if (!lockless()) draft.unplaced("It is of a kind that is not known here.");
    }

    /// Commands that lock no relation in anybody's way.
    private boolean lockless() {
        return switch (tag.text()) {
            case "BEGIN",
                    "START TRANSACTION",
                    "COMMIT",
                    "ROLLBACK",
                    "SAVEPOINT",
                    "RELEASE",
                    "SET",
                    "SET CONSTRAINTS",
                    "RESET",
                    "SHOW",
                    "DISCARD",
                    "LISTEN",
                    "NOTIFY",
                    "UNLISTEN",
                    "DEALLOCATE",
                    "FETCH",
                    "MOVE",
                    "CLOSE CURSOR",
                    "CHECKPOINT",
                    "LOAD",
                    "GRANT ROLE",
                    "CREATE SCHEMA",
                    "CREATE ROLE",
                    "ALTER ROLE",
                    "DROP ROLE",
                    "CREATE FUNCTION",
                    "ALTER FUNCTION",
                    "CREATE PROCEDURE",
                    "CREATE TYPE",
                    "CREATE DOMAIN",
                    "CREATE SEQUENCE",
                    "ALTER DEFAULT PRIVILEGES",
                    "ALTER SYSTEM" ->
                    true;
            default -> false;
        };
    }

    private void alterTable(int from) {
        new AlterTableFootprint(ChangeReader.read(statement, from), draft).read();
    }

    private @Nullable Name nameAfter(String word) {
        var cursor = new Cursor(statement, 1);
        if (!cursor.seek(word)) return null;
        cursor.take("ONLY");
        return cursor.name();
    }

    private void onTable(LockMode mode) {
        var name = tag.text().equals("CREATE RULE") ? nameAfter("TO") : nameAfter("ON");
        draft.lock(name, mode);
    }

    /// A trigger for each row has copies on partitions.
    private void onPartitions() {
        onTable(ACCESS_EXCLUSIVE);
        var table = nameAfter("ON");
        if (table != null) draft.perhaps(Scope.PARTITIONS, table, ACCESS_EXCLUSIVE);
    }

    private void from(LockMode mode) {
        draft.lock(nameAfter("FROM"), mode);
    }

    private void trigger() {
        var table = nameAfter("ON");
        draft.lock(table, SHARE_ROW_EXCLUSIVE);
        if (table != null) draft.perhaps(Scope.CHILDREN, table, SHARE_ROW_EXCLUSIVE);
        var other = nameAfter("FROM");
        if (other != null) draft.lock(other, ACCESS_SHARE);
    }

    private void comment() {
        var cursor = new Cursor(statement, 1);
        if (!cursor.seek("ON")) {
            draft.lock(null, SHARE_UPDATE_EXCLUSIVE);
        } else if (cursor.takeAny("TABLE", "VIEW", "INDEX", "SEQUENCE")
                || cursor.take("MATERIALIZED", "VIEW")
                || cursor.take("FOREIGN", "TABLE")) {
            draft.lock(cursor.name(), SHARE_UPDATE_EXCLUSIVE);
        } else if (cursor.take("COLUMN")) {
            draft.lock(withoutColumn(cursor.name()), SHARE_UPDATE_EXCLUSIVE);
        } else if (cursor.takeAny("CONSTRAINT", "TRIGGER", "RULE", "POLICY")) {
            var told = cursor.seek("ON");
            if (cursor.take("DOMAIN")) return;
            draft.lock(told ? cursor.name() : null, ACCESS_SHARE);
        }
    }

    private static @Nullable Name withoutColumn(@Nullable Name name) {
        if (name == null || name.parts().size() < 2) return null;
        var parts = name.parts().subList(0, name.parts().size() - 1);
        return new Name(String.join(".", parts.stream().map(Name::quoted).toList()), parts);
    }

    private void privileges() {
        var cursor = new Cursor(statement, 1);
        if (!cursor.seek("ON")) return;
        if (cursor.takeAny("SCHEMA", "FUNCTION", "DATABASE", "TYPE", "LANGUAGE", "ALL", "DOMAIN"))
            return;
        cursor.takeAny("TABLE", "SEQUENCE");
        // from 18 on the catalog update is guarded by a lock that hinders only ACCESS EXCLUSIVE
        if (draft.major() >= 18) for (var name : cursor.names()) draft.lock(name, ACCESS_SHARE);
    }

    private void sequence() {
        var cursor = new Cursor(statement, 2);
        cursor.skipIfExists();
        var name = cursor.name();
        var heavy = cursor.takeAny("OWNER", "RENAME") || cursor.take("SET", "SCHEMA");
        draft.lock(name, heavy ? ACCESS_EXCLUSIVE : SHARE_ROW_EXCLUSIVE);
    }

    /// A composite type has a relation of its name, an enum or a range has none.
    private void type() {
        var cursor = new Cursor(statement, 2);
        var name = cursor.name();
        if (statement.find(cursor.position(), "ATTRIBUTE") > 0) draft.lock(name, ACCESS_EXCLUSIVE);
        else draft.note("It locks the type as an object, no table.");
        if (statement.find(cursor.position(), "CASCADE") > 0)
            draft.unplaced("Tables of the type are changed and locked with it.");
    }

    private void domain() {
        var cursor = new Cursor(statement, 2);
        var name = cursor.name();
        var checks =
                (cursor.take("ADD") && !endsNotValid())
                        || cursor.take("VALIDATE")
                        || cursor.take("SET", "NOT", "NULL");
        if (!checks) return;
        draft.lock(Scope.TYPE_USERS, name, SHARE).work(Work.SCAN);
    }

    private boolean endsNotValid() {
        var size = statement.size();
        return statement.is(size - 2, "NOT") && statement.is(size - 1, "VALID");
    }

    private void publication() {
        var cursor = new Cursor(statement, 2);
        if (!cursor.seek("TABLE")) return;
        for (var name : cursor.names()) draft.lock(name, SHARE_UPDATE_EXCLUSIVE);
    }
}
