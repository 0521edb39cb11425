package lockkeeper.statement;

import java.util.List;

/// Whether a statement, of which the text may tell only the beginning, may be a CONCURRENTLY
/// command whose name for it comes later.
final class Beginning {
    private static final String CONCURRENTLY = "CONCURRENTLY";

    private final Statement statement;

    Beginning(Statement statement) {
        this.statement = statement;
    }

    boolean mayBecomeConcurrently() {
        if (statement.isEndSeen()) return false;
        return switch (statement.word(0)) {
            case "CREATE" ->
                    mayGoOn(1, "INDEX", CONCURRENTLY)
                            || mayGoOn(1, "UNIQUE", "INDEX", CONCURRENTLY);
            case "DROP" -> mayGoOn(1, "INDEX", CONCURRENTLY);
            case "REFRESH" -> mayGoOn(1, "MATERIALIZED", "VIEW", CONCURRENTLY);
            case "REINDEX" -> mayGoOn(afterOptions() + 1, CONCURRENTLY);
            case "REPACK" -> afterOptions() >= statement.size();
            case "ALTER" -> mayGoOn(1, "TABLE") || (statement.is(1, "TABLE") && mayBeDetach());
            default -> statement.size() == 1 && isCutWord(0);
        };
    }

    /// Where the kind of what is rebuilt stands.
    private int afterOptions() {
        return statement.is(1, "(") ? statement.afterParenthesis(1) : 1;
    }

    private boolean mayBeDetach() {
        if (mayGoOn(2, "IF", "EXISTS")) return true;
        var cursor = new Cursor(statement, 2);
        cursor.skipIfExists();
        cursor.take("ONLY");
        if (cursor.name() == null) return isLast(cursor.position());
        cursor.take("*");
        if (mayGoOn(cursor.position(), "DETACH", "PARTITION")) return true;
        if (!cursor.take("DETACH", "PARTITION")) return false;
        return cursor.name() == null
                ? isLast(cursor.position())
                : mayGoOn(cursor.position(), CONCURRENTLY);
    }

    /// Whether the text ends among these words, all of which it has up to there.
    private boolean mayGoOn(int from, String... words) {
        var at = from;
        for (var word : List.of(words)) {
            if (at >= statement.size()) return true;
            if (isCutWord(at) && word.startsWith(statement.word(at))) return true;
            if (!statement.is(at, word)) return false;
            at++;
        }
        return false;
    }

    private boolean isCutWord(int at) {
        return statement.isKind(at, Token.Kind.WORD) && statement.isCut(at);
    }

    private boolean isLast(int position) {
        return position >= statement.size() - 1;
    }
}
