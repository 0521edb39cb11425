package lockkeeper.statement;

import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;
import static lockkeeper.lock.LockMode.SHARE_UPDATE_EXCLUSIVE;

import lockkeeper.lock.LockMode;

import java.util.Locale;

/// What building indexes, vacuuming, refreshing and explicit locking ask for.
final class MaintenanceFootprint {
    private static final String WAITS =
            "It waits until every older transaction on the table has ended, a build also for older"
                    + " snapshots anywhere in the database.";

    private final Statement statement;
    private final CommandTag tag;
    private final Draft draft;

    MaintenanceFootprint(Statement statement, CommandTag tag, Draft draft) {
        this.statement = statement;
        this.tag = tag;
        this.draft = draft;
    }

    /// Whether it is one of these commands.
    boolean read() {
        switch (tag.text()) {
            case "CREATE INDEX" -> createIndex(SHARE);
            case "CREATE INDEX CONCURRENTLY" -> {
                createIndex(SHARE_UPDATE_EXCLUSIVE);
                draft.note(WAITS);
            }
            case "REINDEX", "REINDEX CONCURRENTLY" -> reindex();
            case "ALTER INDEX" -> alterIndex();
            case "VACUUM" -> relations(SHARE_UPDATE_EXCLUSIVE, Work.ROWS);
            case "ANALYZE" -> relations(SHARE_UPDATE_EXCLUSIVE, Work.ROWS);
            case "VACUUM FULL" -> relations(ACCESS_EXCLUSIVE, Work.REWRITE);
            case "CLUSTER" -> cluster();
            case "REPACK" -> relations(ACCESS_EXCLUSIVE, Work.REWRITE);
            case "REPACK CONCURRENTLY" -> relations(ACCESS_EXCLUSIVE, Work.REWRITE);
            case "REFRESH MATERIALIZED VIEW" -> refresh(ACCESS_EXCLUSIVE);
            case "REFRESH MATERIALIZED VIEW CONCURRENTLY" -> refresh(EXCLUSIVE);
            case "LOCK TABLE" -> lockTable();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void createIndex(LockMode mode) {
        var cursor = new Cursor(statement, 1);
        var told = cursor.seek("ON");
        var only = cursor.take("ONLY");
        var table = told ? cursor.name() : null;
        draft.lock(table, mode).work(Work.INDEX_BUILD);
        if (!only && mode == SHARE) draft.lock(Scope.CHILDREN, table, mode);
    }

    private void reindex() {
        var cursor = new Cursor(statement, 1);
        cursor.skipParentheses();
        var kind = cursor.word();
        cursor.skip();
        cursor.take("CONCURRENTLY");
        var name = cursor.name();
        draft.work(Work.INDEX_BUILD);
        if (tag.isConcurrently()) draft.note(WAITS);
        var onTable = tag.isConcurrently() ? SHARE_UPDATE_EXCLUSIVE : SHARE;
        var onIndex = tag.isConcurrently() ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE;
        switch (kind) {
            case "INDEX" -> draft.lock(name, onIndex).lock(Scope.TABLE_OF_INDEX, name, onTable);
            case "TABLE" -> draft.lock(name, onTable).lock(Scope.INDEXES, name, onIndex);
            default ->
                    draft.outside().unplaced("It rebuilds the indexes of many tables, one by one.");
        }
    }

    private void alterIndex() {
        var cursor = new Cursor(statement, 2);
        cursor.skipIfExists();
        var index = cursor.name();
        if (cursor.takeAny("RENAME") || options(cursor)) {
            draft.lock(index, SHARE_UPDATE_EXCLUSIVE);
        } else if (cursor.take("ATTACH", "PARTITION")) {
            draft.lock(index, ACCESS_EXCLUSIVE)
                    .lock(cursor.name(), ACCESS_EXCLUSIVE)
                    .lock(Scope.TABLE_OF_INDEX, index, ACCESS_SHARE);
        } else if (cursor.take("SET", "TABLESPACE")) {
            draft.lock(index, ACCESS_EXCLUSIVE).work(Work.INDEX_BUILD);
        } else if (statement.find(cursor.position(), "STATISTICS") > 0) {
            draft.lock(index, SHARE_UPDATE_EXCLUSIVE);
        } else {
            draft.lock(index, ACCESS_EXCLUSIVE);
        }
    }

    private boolean options(Cursor cursor) {
        var set = cursor.take("SET", "(") || cursor.take("RESET", "(");
        return set && !ChangeReader.isStrict(statement, cursor.position(), statement.size());
    }

    private void relations(LockMode mode, Work work) {
        draft.work(work);
        if (!tag.text().equals("ANALYZE")) draft.outside();
        var cursor = new Cursor(statement, 1);
        cursor.skipParentheses();
        while (cursor.takeAny("FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE")) {}
        if (cursor.atEnd()) {
            draft.unplaced("It takes every table of the database, one by one.");
            return;
        }
        do {
            var only = cursor.take("ONLY");
            var name = cursor.name();
            draft.lock(name, mode);
            // a partitioned table is only a name for its partitions
            if (!only && name != null) draft.perhaps(Scope.CHILDREN, name, mode);
            cursor.skipParentheses();
        } while (cursor.take(","));
    }

    private void cluster() {
        var cursor = new Cursor(statement, 1);
        cursor.skipParentheses();
        cursor.take("VERBOSE");
        var name = cursor.name();
        if (cursor.take("ON")) name = cursor.name();
        draft.lock(name, ACCESS_EXCLUSIVE).lock(Scope.INDEXES, name, ACCESS_EXCLUSIVE);
        draft.work(Work.REWRITE);
    }

    private void refresh(LockMode mode) {
        var cursor = new Cursor(statement, 3);
        cursor.take("CONCURRENTLY");
        var view = cursor.name();
        draft.lock(view, mode).lock(Scope.SOURCES, view, ACCESS_SHARE).work(Work.REWRITE);
    }

    private void lockTable() {
        var cursor = new Cursor(statement, 1);
        cursor.take("TABLE");
        var targets = cursor.targets();
        var mode = cursor.take("IN") ? mode(cursor) : ACCESS_EXCLUSIVE;
        if (targets.isEmpty()) draft.unplaced("The names cannot be read.");
        for (var target : targets) {
            draft.lock(target.name(), mode).lock(Scope.SOURCES, target.name(), mode);
            if (!target.only()) draft.lock(Scope.CHILDREN, target.name(), mode);
        }
    }

    private LockMode mode(Cursor cursor) {
        var end = statement.find(cursor.position(), "MODE");
        var words = end < 0 ? null : statement.fragment(cursor.position(), end);
        if (words != null)
            for (var mode : LockMode.values())
                if (mode.documented().equals(words.toUpperCase(Locale.ROOT))) return mode;
        return ACCESS_EXCLUSIVE;
    }
}
