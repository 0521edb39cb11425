package lockkeeper.statement;

import java.util.List;
import java.util.Set;

/// What kind of command a statement is, in PostgreSQL's own words (`ALTER TABLE`), and finer where
/// the locks differ: `CREATE INDEX CONCURRENTLY`, `VACUUM FULL`.
///
/// Query text is hostile and only a label: it may be truncated, and it may not be what holds the
/// lock. A kind that cannot be read is `unknown`, or the bare verb (`ALTER`) if that much is there.
///
/// @param isDdl whether it changes or rebuilds objects rather than rows; `LOCK TABLE` does neither
/// @param isConcurrently whether it is of the family that waits for transactions, not in a queue
public record CommandTag(String text, boolean isDdl, boolean isConcurrently) {
    public static final CommandTag UNKNOWN = new CommandTag("unknown", false, false);

    private static final String AUTOVACUUM = "autovacuum:";
    private static final Set<String> FRAME =
            Set.of(
                    "BEGIN",
                    "START TRANSACTION",
                    "COMMIT",
                    "ROLLBACK",
                    "SAVEPOINT",
                    "RELEASE",
                    "SET",
                    "RESET");

    /// The kind of the first statement that does more than frame others (`BEGIN`, `SET` …).
    public static CommandTag of(String sql) {
        var tags = all(sql);
        for (var tag : tags) if (!FRAME.contains(tag.text)) return tag;
        return tags.isEmpty() ? UNKNOWN : tags.getFirst();
    }

    /// The kinds of all statements in the text, in order.
    public static List<CommandTag> all(String sql) {
        if (sql.startsWith("<")) return List.of(); // <insufficient privilege> and its like
        var text = sql.startsWith(AUTOVACUUM) ? sql.substring(AUTOVACUUM.length()) : sql;
        return Statement.all(text).stream().map(CommandTag::of).toList();
    }

    /// Whether the text may have been cut before the word that would make it a CONCURRENTLY
    /// command. Where it has several statements it is none: PostgreSQL refuses them there, but for
    /// REFRESH, which leaves nothing behind.
    public static boolean mayBecomeConcurrently(String sql) {
        if (!Statement.mayBeCut(sql)) return false;
        var statements = Statement.all(sql);
        return switch (statements.size()) {
            case 0 -> true;
            case 1 -> new Beginning(statements.getFirst()).mayBecomeConcurrently();
            default -> false;
        };
    }

    /// The kind of one statement.
    public static CommandTag of(Statement statement) {
        return new TagReader(statement).read();
    }
}
