package lockkeeper.statement;

import java.util.List;

/// Query text without the data in it: strings, numbers and bit strings become `?`, comments become
/// a space. Names stay, so that one still sees what a statement is about.
public final class MaskedText {
    private MaskedText() {}

    /// Masks a text that may end anywhere; an unfinished literal is masked to the end. What lies
    /// beyond the limit of what is read is left out.
    public static String mask(String sql) {
        return mask(sql, Lexer.tokens(sql));
    }

    private static String mask(String sql, List<Token> tokens) {
        var masked = new StringBuilder(Math.min(sql.length(), Lexer.LIMIT));
        var end = 0;
        for (var token : tokens) {
            gap(masked, sql, end, token.start());
            if (token.isLiteral()) masked.append('?');
            else masked.append(sql, token.start(), token.end());
            end = token.end();
        }
        return masked.toString();
    }

    /// Between tokens there is white space, kept as it is, or a comment among it, which goes.
    private static void gap(StringBuilder masked, String sql, int from, int to) {
        var gap = sql.substring(from, to);
        masked.append(gap.isBlank() || gap.equals("\uFEFF") ? gap : " ");
    }
}
