package lockkeeper.statement;

import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.ROW_SHARE;
import static lockkeeper.lock.LockMode.SHARE;
import static lockkeeper.lock.LockMode.SHARE_ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE_UPDATE_EXCLUSIVE;

import lockkeeper.lock.LockMode;
import lockkeeper.statement.Change.Table;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// What an ALTER TABLE asks for. The table itself is locked once, in the strongest mode of all
/// clauses; what a clause does to other tables is added up.
final class AlterTableFootprint {
    private final Table alter;
    private final @Nullable Name table;
    private final Draft draft;

    AlterTableFootprint(Table alter, Draft draft) {
        this.alter = alter;
        this.table = alter.table();
        this.draft = draft;
    }

    void read() {
        if (table == null || alter.changes().isEmpty()) {
            draft.unplaced("The table or what is done to it cannot be read.");
            return;
        }
        var mode = strongest();
        draft.lock(table, mode);
        if (!alter.only() && alter.changes().stream().anyMatch(c -> recurses(c.kind())))
            draft.lock(Scope.CHILDREN, table, mode);
        for (var change : alter.changes()) {
            others(change);
            work(change);
        }
    }

    private LockMode strongest() {
        var strongest = SHARE_UPDATE_EXCLUSIVE;
        for (var change : alter.changes()) {
            var mode = change.kind().mode();
            if (mode.compareTo(strongest) > 0) strongest = mode;
        }
        return strongest;
    }

    /// Whether partitions and inheritance children are changed, and locked, along with it.
    private static boolean recurses(ChangeKind kind) {
        return switch (kind) {
            case ADD_COLUMN,
                    DROP_COLUMN,
                    RENAME_COLUMN,
                    COLUMN_TYPE,
                    COLUMN_DEFAULT,
                    SET_NOT_NULL,
                    DROP_NOT_NULL,
                    COLUMN_STATISTICS,
                    COLUMN_STORAGE,
                    COLUMN_EXPRESSION,
                    COLUMN_IDENTITY,
                    ADD_CHECK,
                    ADD_NOT_NULL,
                    ADD_PRIMARY_KEY,
                    ADD_FOREIGN_KEY,
                    VALIDATE,
                    ALTER_CONSTRAINT,
                    DROP_CONSTRAINT,
                    TRIGGER,
                    UNREADABLE ->
                    true;
            case RENAME,
                    RENAME_CONSTRAINT,
                    COLUMN_OPTIONS,
                    ADD_UNIQUE,
                    ADD_EXCLUDE,
                    ADD_USING_INDEX,
                    SET_SCHEMA,
                    OWNER,
                    RULE,
                    ROW_SECURITY,
                    REPLICA_IDENTITY,
                    CLUSTER_ON,
                    TABLESPACE,
                    ACCESS_METHOD,
                    LOGGED,
                    OPTIONS,
                    STRICT_OPTIONS,
                    OF_TYPE,
                    INHERIT,
                    NO_INHERIT,
                    ATTACH,
                    DETACH,
                    DETACH_CONCURRENTLY,
                    DETACH_FINALIZE ->
                    false;
        };
    }

    private void others(Change change) {
        switch (change.kind()) {
            case ADD_FOREIGN_KEY -> draft.foreignKey(change.other());
            case ADD_COLUMN -> {
                if (change.column() != null && change.column().foreignKey())
                    draft.foreignKey(change.other());
            }
            case DROP_CONSTRAINT -> {
                draft.via(Scope.PARTNER, table, change.name(), ACCESS_EXCLUSIVE);
                cascade(change);
            }
            case VALIDATE -> draft.via(Scope.PARTNER, table, change.name(), ROW_SHARE);
            case ALTER_CONSTRAINT -> {
                if (says(change, "ENFORCED"))
                    draft.via(Scope.PARTNER, table, change.name(), ACCESS_EXCLUSIVE);
            }
            case DROP_COLUMN, COLUMN_TYPE -> {
                draft.via(Scope.PARTNER_OF_COLUMN, table, change.name(), ACCESS_EXCLUSIVE);
                sequences(change);
                cascade(change);
            }
            case COLUMN_IDENTITY -> sequences(change);
            case RENAME_CONSTRAINT -> {
                // a CHECK has its name on the children, too; a key has not
                if (!alter.only()) draft.perhaps(Scope.CHILDREN, table, ACCESS_EXCLUSIVE);
            }
            case OWNER, SET_SCHEMA -> draft.lock(Scope.SEQUENCES, table, ACCESS_EXCLUSIVE);
            case LOGGED -> {
                if (draft.major() >= 15) draft.perhaps(Scope.SEQUENCES, table, ACCESS_EXCLUSIVE);
            }
            case INHERIT ->
                    draft.lock(change.other(), SHARE_UPDATE_EXCLUSIVE)
                            .lock(Scope.CHILDREN, table, ACCESS_SHARE);
            case NO_INHERIT -> draft.lock(change.other(), ACCESS_SHARE);
            case ADD_UNIQUE, ADD_EXCLUDE -> {
                var mode = draft.major() >= 18 ? ACCESS_EXCLUSIVE : SHARE;
                if (!alter.only()) draft.lock(Scope.CHILDREN, table, mode);
            }
            case ATTACH -> {
                partition(change);
                draft.keysOfPartition(table);
            }
            case DETACH -> {
                partition(change);
                detachKeys();
            }
            case DETACH_CONCURRENTLY, DETACH_FINALIZE -> {
                draft.lock(change.other(), ACCESS_EXCLUSIVE);
                detachKeys();
            }
            default -> {}
        }
    }

    private void partition(Change change) {
        draft.lock(change.other(), ACCESS_EXCLUSIVE)
                .lock(Scope.PARTITIONS, change.other(), ACCESS_EXCLUSIVE)
                .lock(Scope.DEFAULT_PARTITION, table, ACCESS_EXCLUSIVE);
    }

    private void detachKeys() {
        draft.lock(Scope.REFERENCED, table, SHARE_ROW_EXCLUSIVE)
                .perhaps(Scope.REFERENCING, table, ACCESS_EXCLUSIVE);
    }

    /// Only if the column has one: it goes with the column, or follows its type.
    private void sequences(Change change) {
        var mode =
                change.kind() == ChangeKind.DROP_COLUMN || says(change, "DROP")
                        ? ACCESS_EXCLUSIVE
                        : SHARE_ROW_EXCLUSIVE;
        draft.perhaps(Scope.SEQUENCES, table, mode);
    }

    private void cascade(Change change) {
        if (!says(change, "CASCADE")) return;
        draft.perhaps(Scope.DEPENDENT_VIEWS, table, ACCESS_EXCLUSIVE)
                .perhaps(Scope.REFERENCING, table, ACCESS_EXCLUSIVE);
    }

    private static boolean says(Change change, String word) {
        return change.sql() != null && change.sql().toUpperCase(Locale.ROOT).contains(word);
    }

    private void work(Change change) {
        switch (change.kind()) {
            case ADD_COLUMN -> column(change);
            case COLUMN_TYPE ->
                    draft.work(Work.REWRITE)
                            .note(
                                    "No rewrite if the new type only takes more of the same: a"
                                            + " longer varchar, varchar to text, more numeric"
                                            + " digits at the same scale.");
            case SET_NOT_NULL ->
                    draft.work(Work.SCAN)
                            .note("No scan if a valid CHECK already proves that it is not null.");
            case ADD_CHECK, ADD_NOT_NULL, ADD_FOREIGN_KEY -> {
                if (!change.notValid()) draft.work(Work.SCAN);
            }
            case VALIDATE -> draft.work(Work.SCAN);
            case ADD_UNIQUE, ADD_PRIMARY_KEY, ADD_EXCLUDE -> draft.work(Work.INDEX_BUILD);
            case ATTACH ->
                    draft.work(Work.SCAN)
                            .note("No scan if a valid CHECK already proves that the rows fit.");
            case TABLESPACE, ACCESS_METHOD, LOGGED -> draft.work(Work.REWRITE);
            case COLUMN_EXPRESSION -> draft.work(Work.REWRITE);
            case DETACH_CONCURRENTLY ->
                    draft.note("It waits until every older transaction on the table has ended.");
            case UNREADABLE -> draft.unplaced("A clause cannot be read.");
            default -> {}
        }
    }

    private void column(Change change) {
        var column = change.column();
        if (column == null) return;
        if (column.serial() || column.stored()) draft.work(Work.REWRITE);
        switch (column.defaultVolatility()) {
            case EACH_ROW -> draft.work(Work.REWRITE);
            case UNKNOWN ->
                    draft.work(Work.REWRITE)
                            .note("No rewrite if the function in the default is not volatile.");
            case NONE, ONE_VALUE -> {}
        }
        if (column.unique()) draft.work(Work.INDEX_BUILD);
        if (column.check() || (column.foreignKey() && column.defaultSql() != null))
            draft.work(Work.SCAN);
    }
}
