package lockkeeper.statement;

import lockkeeper.statement.Token.Kind;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One statement of a text, as tokens. Positions beyond its end answer with empty text, so that
/// readers need no bounds checks.
public final class Statement {
    /// From here on the server may have cut the text (`track_activity_query_size`, 1,024 bytes
    /// unless somebody raised it; that somebody lowered it is not known), up to a whole character.
    private static final int SHORTEST_CUT = 1024 - 4;

    private static final int LONGEST_FRAGMENT = 2000;

    private final String source;
    private final List<Token> tokens;

    private final boolean whole;

    private Statement(String source, List<Token> tokens, boolean whole) {
        this.source = source;
        this.tokens = List.copyOf(tokens);
        this.whole = whole;
    }

    /// The statements of a text, empty ones left out. Semicolons inside parentheses (`CREATE RULE`)
    /// and inside SQL function bodies (`BEGIN ATOMIC`) separate nothing.
    public static List<Statement> all(String sql) {
        return split(sql, Lexer.LIMIT, !mayBeCut(sql));
    }

    /// The same for a file, which is read whole.
    public static List<Statement> ofFile(String sql) {
        return split(sql, Integer.MAX_VALUE, true);
    }

    private static List<Statement> split(String sql, int limit, boolean whole) {
        var statements = new ArrayList<Statement>();
        var current = new ArrayList<Token>();
        var nesting = new Nesting(sql);
        for (var token : Lexer.tokens(sql, limit)) {
            if (nesting.separates(token)) {
                if (!current.isEmpty()) statements.add(new Statement(sql, current, true));
                current.clear();
            } else {
                current.add(token);
            }
        }
        if (!current.isEmpty()) statements.add(new Statement(sql, current, whole));
        return statements;
    }

    static boolean mayBeCut(String sql) {
        return sql.length() > SHORTEST_CUT
                || sql.getBytes(StandardCharsets.UTF_8).length >= SHORTEST_CUT;
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

    /// Whether nothing of it can be missing: a semicolon follows, or the text is so short that the
    /// server has not cut it.
    boolean isEndSeen() {
        return whole;
    }

    /// Whether the text may have ended inside this token: it was not closed, or it is the last word
    /// of a text so long that the server may have cut it.
    boolean isCut(int position) {
        var token = tokens.get(position);
        return !token.closed() || (!whole && token.end() >= lexed());
    }

    private int lexed() {
        return Math.min(source.length(), Lexer.LIMIT);
    }

    /// The tokens of a range with single spaces where there was any gap and no comments, or null
    /// where that would not be the statement's own SQL: masked, cut off, or not fit to be shown.
    @Nullable String fragment(int from, int to) {
        var text = new StringBuilder();
        var depth = 0;
        for (var i = from; i < to && i < tokens.size(); i++) {
            var raw = raw(i);
            if (isCut(i) || raw.equals("?") || !Name.isVisible(raw)) return null;
            if (raw.equals("(")) depth++;
            else if (raw.equals(")")) depth--;
            var gap = i > from && tokens.get(i).start() > tokens.get(i - 1).end();
            text.append(gap ? " " : "").append(raw);
        }
        return depth == 0 && !text.isEmpty() && text.length() < LONGEST_FRAGMENT
                ? text.toString()
                : null;
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

    /// Whether a name or key word stands here, quoted or not.
    boolean isName(int position) {
        return isKind(position, Kind.WORD) || isKind(position, Kind.QUOTED_NAME);
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
            if (word.equals("(") || word.equals("[")) depth++;
            else if (word.equals(")") || word.equals("]")) depth = Math.max(0, depth - 1);
            else if (depth == 0 && wanted.contains(word)) return i;
        }
        return -1;
    }
}
