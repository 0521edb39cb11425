package lockkeeper.statement;

import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The locks that a statement will ask for, and what it does while it has them.
///
/// @param placed false where the statement is of no known kind: then nothing follows from the rest
/// @param outside whether it must or does run in transactions of its own
/// @param notes plain sentences on what locks and work alone do not tell
public record Footprint(
        CommandTag tag,
        List<LockRequest> locks,
        Work work,
        boolean placed,
        boolean outside,
        List<String> notes) {

    public Footprint {
        locks = List.copyOf(locks);
        notes = List.copyOf(notes);
    }

    /// By the words of the statement, on a server of that major version.
    public static Footprint of(Statement statement, int major) {
        return new FootprintReader(statement, major).read();
    }

    /// The same, if these are all the relations that its query reads.
    public Footprint reading(List<Name> sources) {
        var names = sources.stream().map(Name::parts).toList();
        var known = new ArrayList<LockRequest>();
        for (var lock : locks)
            if (!isRead(lock) || names.contains(lock.name().parts())) known.add(lock);
        for (var source : sources)
            if (known.stream().noneMatch(l -> l.name().parts().equals(source.parts())))
                known.add(new LockRequest(Scope.NAMED, source, null, LockMode.ACCESS_SHARE, true));
        return new Footprint(tag, known, work, placed, outside, notes);
    }

    private static boolean isRead(LockRequest lock) {
        return (lock.mode() == LockMode.ACCESS_SHARE || lock.mode() == LockMode.ROW_SHARE)
                && lock.scope() != Scope.REFERENCED;
    }

    /// Whoever holds a lock on the table in conflict with this mode must end first, though the
    /// statement itself asks for a weaker one; null where it waits for its own locks only.
    public @Nullable LockMode waitsOut(Scope scope) {
        if (!tag.isConcurrently()) return null;
        if (scope == Scope.REFERENCED || scope == Scope.REFERENCING) return null;
        return switch (tag.text()) {
            case "CREATE INDEX CONCURRENTLY" -> LockMode.SHARE;
            case "REINDEX CONCURRENTLY", "DROP INDEX CONCURRENTLY", "ALTER TABLE" ->
                    LockMode.ACCESS_EXCLUSIVE;
            default -> null;
        };
    }

    /// Whether the relations that its query reads are for a grammar to tell.
    public boolean readsByQuery() {
        return switch (tag.text()) {
            case "SELECT",
                    "SELECT INTO",
                    "INSERT",
                    "UPDATE",
                    "DELETE",
                    "MERGE",
                    "EXPLAIN",
                    "PREPARE",
                    "DECLARE CURSOR",
                    "CREATE TABLE AS",
                    "CREATE VIEW",
                    "CREATE MATERIALIZED VIEW" ->
                    true;
            default -> false;
        };
    }
}
