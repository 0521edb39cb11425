package lockkeeper.statement;

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

    /// Whether the relations that its query reads are for a grammar to tell.
    public boolean readsByQuery() {
        return switch (tag.text()) {
            case "SELECT",
                    "SELECT INTO",
                    "INSERT",
                    "UPDATE",
                    "DELETE",
                    "MERGE",
                    "COPY",
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
