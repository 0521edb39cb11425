package lockkeeper.statement;

import lockkeeper.statement.Token.Kind;

import java.util.ArrayList;
import java.util.List;

/// Cuts SQL text into tokens by PostgreSQL's lexical rules, in one pass. Text may end anywhere.
/// Backslashes in plain strings are taken literally, as by default since 9.1.
final class Lexer {
    /// More is not read: no statement's kind is decided so late, and the work stays bounded.
    static final int LIMIT = 64 * 1024;

    private final String sql;
    private final int length;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String sql, int limit) {
        this.sql = sql;
        this.length = Math.min(sql.length(), limit);
    }

    static List<Token> tokens(String sql) {
        return tokens(sql, LIMIT);
    }

    static List<Token> tokens(String sql, int limit) {
        return new Lexer(sql, limit).run();
    }

    private List<Token> run() {
        while (at < length) {
            var c = sql.charAt(at);
            if (isSpace(c)) at++;
            else if (c == '-' && peek(1) == '-') skipLine();
            else if (c == '/' && peek(1) == '*') skipBlock();
            else token(c);
        }
        return tokens;
    }

    private void token(char c) {
        if (c == '\'') string(at, at, false);
        else if (c == '"') quotedName(at, at);
        else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) number();
        else if (isNameStart(c)) wordOrPrefixed(c);
        else if (c == '$') dollar();
        else add(Kind.SIGN, at, at + 1, true);
    }

    /// Names, and strings with a prefix: `E'…'`, `B'…'`, `X'…'`, `N'…'`, `U&'…'`, `U&"…"`.
    private void wordOrPrefixed(char c) {
        if ("eEbBxXnN".indexOf(c) >= 0 && peek(1) == '\'') {
            string(at, at + 1, c == 'e' || c == 'E');
        } else if ((c == 'u' || c == 'U') && peek(1) == '&' && peek(2) == '\'') {
            string(at, at + 2, false);
        } else if ((c == 'u' || c == 'U') && peek(1) == '&' && peek(2) == '"') {
            quotedName(at, at + 2);
        } else {
            var end = at + 1;
            while (end < length && isNamePart(sql.charAt(end))) end++;
            add(Kind.WORD, at, end, true);
        }
    }

    private void string(int start, int quote, boolean backslash) {
        var i = quote + 1;
        while (i < length) {
            var c = sql.charAt(i);
            if (backslash && c == '\\') i += 2;
            else if (c != '\'') i++;
            else if (i + 1 < length && sql.charAt(i + 1) == '\'') i += 2;
            else {
                add(Kind.STRING, start, i + 1, true);
                return;
            }
        }
        add(Kind.STRING, start, length, false);
    }

    private void quotedName(int start, int quote) {
        var i = quote + 1;
        while (i < length) {
            if (sql.charAt(i) != '"') i++;
            else if (i + 1 < length && sql.charAt(i + 1) == '"') i += 2;
            else {
                add(Kind.QUOTED_NAME, start, i + 1, true);
                return;
            }
        }
        add(Kind.QUOTED_NAME, start, length, false);
    }

    /// Takes what directly follows a number along, so that no part of it is left to be shown.
    private void number() {
        var end = at + 1;
        while (end < length && inNumber(end)) end++;
        add(Kind.NUMBER, at, end, true);
    }

    private boolean inNumber(int i) {
        var c = sql.charAt(i);
        if (c == '+' || c == '-') {
            var before = sql.charAt(i - 1);
            return (before == 'e' || before == 'E') && isDigit(sql.charAt(i - 2));
        }
        return c == '.' || isNamePart(c);
    }

    private void dollar() {
        var end = at + 1;
        if (isDigit(peek(1))) {
            while (end < length && isDigit(sql.charAt(end))) end++;
            add(Kind.PARAMETER, at, end, true);
            return;
        }
        while (end < length && sql.charAt(end) != '$' && isNamePart(sql.charAt(end))) end++;
        if (end < length && sql.charAt(end) == '$') dollarQuoted(sql.substring(at, end + 1));
        else if (end == length) add(Kind.STRING, at, length, false);
        else add(Kind.SIGN, at, at + 1, true);
    }

    private void dollarQuoted(String tag) {
        var close = sql.indexOf(tag, at + tag.length());
        var closed = close >= 0 && close + tag.length() <= length;
        add(Kind.STRING, at, closed ? close + tag.length() : length, closed);
    }

    private void skipLine() {
        while (at < length && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') at++;
    }

    private void skipBlock() {
        var depth = 1;
        at += 2;
        while (at < length && depth > 0) {
            var c = sql.charAt(at);
            if (c == '*' && peek(1) == '/') {
                depth--;
                at += 2;
            } else if (c == '/' && peek(1) == '*') {
                depth++;
                at += 2;
            } else {
                at++;
            }
        }
    }

    private void add(Kind kind, int start, int end, boolean closed) {
        tokens.add(new Token(kind, start, end, closed));
        at = end;
    }

    private char peek(int ahead) {
        return at + ahead < length ? sql.charAt(at + ahead) : '\0';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == '\uFEFF';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= '\u0080';
    }

    static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == '$';
    }
}
