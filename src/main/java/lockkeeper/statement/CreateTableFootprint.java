package lockkeeper.statement;

import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.SHARE_UPDATE_EXCLUSIVE;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a CREATE TABLE asks for on tables that exist already.
final class CreateTableFootprint {
    private final Statement statement;
    private final Draft draft;

    CreateTableFootprint(Statement statement, Draft draft) {
        this.statement = statement;
        this.draft = draft;
    }

    void read() {
        var cursor = new Cursor(statement, 1);
        cursor.seek("TABLE");
        cursor.skipIfExists();
        var own = cursor.name();
        parent(cursor.position());
        for (var i = cursor.position(); i < statement.size(); i++) {
            var word = statement.word(i);
            if (word.equals("REFERENCES")) references(own, i + 1);
            else if (word.equals("LIKE") && startsClause(i)) draft.lock(name(i + 1), ACCESS_SHARE);
        }
    }

    private void references(@Nullable Name own, int at) {
        var name = name(at);
        if (own == null || name == null || !name.parts().equals(own.parts()))
            draft.foreignKey(name);
    }

    private boolean startsClause(int at) {
        return List.of("(", ",").contains(statement.word(at - 1));
    }

    private void parent(int from) {
        var partition = statement.find(from, "PARTITION");
        if (partition > 0 && statement.is(partition + 1, "OF")) {
            var parent = name(partition + 2);
            draft.lock(parent, ACCESS_EXCLUSIVE)
                    .lock(Scope.DEFAULT_PARTITION, parent, ACCESS_EXCLUSIVE)
                    .keysOfPartition(parent)
                    .note("A default partition is searched for rows that belong to the new one.");
        }
        var inherits = statement.find(from, "INHERITS");
        if (inherits > 0)
            for (var name : new Cursor(statement, inherits + 2).names())
                draft.lock(name, SHARE_UPDATE_EXCLUSIVE);
    }

    private @Nullable Name name(int at) {
        return new Cursor(statement, at).name();
    }
}
