package lockkeeper.statement;

import lockkeeper.statement.Token.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One statement of a text, as tokens. Positions beyond its end answer with empty text, so that
/// readers need no bounds checks.
public final class Statement {
    private final String source;
    private final List<Token> tokens;

    private Statement(String source, List<Token> tokens) {
        this.source = source;
        this.tokens = List.copyOf(tokens);
    }

    /// The statements of a text, empty ones left out. Semicolons inside parentheses (`CREATE RULE`)
    /// and inside SQL function bodies (`BEGIN ATOMIC`) separate nothing.
    public static List<Statement> all(String sql) {
        return split(sql, Lexer.LIMIT);
    }

    /// The same for a file, which is read whole.
    public static List<Statement> ofFile(String sql) {
        return split(sql, Integer.MAX_VALUE);
    }

    private static List<Statement> split(String sql, int limit) {
        var statements = new ArrayList<Statement>();
        var current = new ArrayList<Token>();
        var nesting = new Nesting(sql);
        for (var token : Lexer.tokens(sql, limit)) {
            if (nesting.separates(token)) {
                if (!current.isEmpty()) statements.add(new Statement(sql, current));
                current.clear();
            } else {
                current.add(token);
            }
        }
        if (!current.isEmpty()) statements.add(new Statement(sql, current));
        return statements;
    }

    /// The text from the first to the last token, comments in between included.
    public String text() {
        return source.substring(tokens.getFirst().start(), tokens.getLast().end());
    }

    /// Where the statement begins in the text it was cut from.
    public int offset() {
        return tokens.getFirst().start();
    }

    /// Whether the text ended inside a literal or a quoted name.
    public boolean truncated() {
        return !tokens.getLast().closed();
    }

    int size() {
        return tokens.size();
    }

    /// The key word or unquoted name at a position in upper case, or one of `( ) , .`; else empty.
    String word(int position) {
        if (position < 0 || position >= tokens.size()) return "";
        var token = tokens.get(position);
        return switch (token.kind()) {
            case WORD -> raw(position).toUpperCase(Locale.ROOT);
            case SIGN -> raw(position);
            case QUOTED_NAME, STRING, NUMBER, PARAMETER -> "";
        };
    }

    boolean is(int position, String word) {
        return word(position).equals(word);
    }

    /// The text of a token as it was written.
    String raw(int position) {
        if (position < 0 || position >= tokens.size()) return "";
        var token = tokens.get(position);
        return source.substring(token.start(), token.end());
    }

    boolean isKind(int position, Kind kind) {
        return position >= 0 && position < tokens.size() && tokens.get(position).kind() == kind;
    }

    /// The position after the parenthesis that closes the one at `open`, or the end.
    int afterParenthesis(int open) {
        var depth = 0;
        for (var i = open; i < tokens.size(); i++) {
            if (is(i, "(")) depth++;
            else if (is(i, ")") && --depth == 0) return i + 1;
        }
        return tokens.size();
    }

    /// The first position from `from` on, outside parentheses, of one of the words, or -1.
    int find(int from, String... words) {
        var wanted = List.of(words);
        var depth = 0;
        for (var i = from; i < tokens.size(); i++) {
            var word = word(i);
            if (word.equals("(")) depth++;
            else if (word.equals(")")) depth = Math.max(0, depth - 1);
            else if (depth == 0 && wanted.contains(word)) return i;
        }
        return -1;
    }
}
