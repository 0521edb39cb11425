package lockkeeper.statement;

import java.util.Locale;

/// Which semicolons of a script separate statements: not those inside parentheses, and not those in
/// the `BEGIN ATOMIC … END` body of an SQL function, where `CASE` has an `END` of its own.
final class Nesting {
    private static final int LONGEST_WORD = "PROCEDURE".length();

    private final String sql;
    private int parentheses;
    private int blocks;
    private boolean routine;
    private String before = "";

    Nesting(String sql) {
        this.sql = sql;
    }

    boolean separates(Token token) {
        return switch (token.kind()) {
            case SIGN -> sign(sql.charAt(token.start()));
            case WORD -> word(token);
            case QUOTED_NAME, STRING, NUMBER, PARAMETER -> false;
        };
    }

    private boolean sign(char sign) {
        if (sign == '(') parentheses++;
        if (sign == ')' && parentheses > 0) parentheses--;
        if (sign != ';' || parentheses > 0 || blocks > 0) return false;
        routine = false;
        before = "";
        return true;
    }

    private boolean word(Token token) {
        var word = keyWord(token);
        if (word.equals("FUNCTION") || word.equals("PROCEDURE"))
            routine |= before.equals("CREATE") || before.equals("REPLACE");
        if (routine && before.equals("BEGIN") && word.equals("ATOMIC")) blocks++;
        else if (blocks > 0 && word.equals("CASE")) blocks++;
        else if (blocks > 0 && word.equals("END")) blocks--;
        before = word;
        return false;
    }

    private String keyWord(Token token) {
        if (token.end() - token.start() > LONGEST_WORD) return "";
        return sql.substring(token.start(), token.end()).toUpperCase(Locale.ROOT);
    }
}
