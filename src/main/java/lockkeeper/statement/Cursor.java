package lockkeeper.statement;

import lockkeeper.statement.Token.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Reads along one statement, word by word. Whatever is not there is answered with false or null.
final class Cursor {
    private final Statement statement;
    private int at;

    Cursor(Statement statement, int at) {
        this.statement = statement;
        this.at = at;
    }

    int position() {
        return at;
    }

    boolean atEnd() {
        return at >= statement.size();
    }

    /// The word here, in upper case.
    String word() {
        return statement.word(at);
    }

    /// Steps over these words if all of them stand here.
    boolean take(String... words) {
        for (var i = 0; i < words.length; i++) if (!statement.is(at + i, words[i])) return false;
        at += words.length;
        return true;
    }

    boolean takeAny(String... words) {
        for (var word : words) if (take(word)) return true;
        return false;
    }

    /// Goes to behind the first of these words outside parentheses, if there is one ahead.
    boolean seek(String... words) {
        var found = statement.find(at, words);
        if (found < 0) return false;
        at = found + 1;
        return true;
    }

    void skip() {
        at++;
    }

    void skipParentheses() {
        if (statement.is(at, "(")) at = statement.afterParenthesis(at);
    }

    /// Steps over `IF EXISTS` or `IF NOT EXISTS`.
    void skipIfExists() {
        if (!take("IF", "NOT", "EXISTS")) take("IF", "EXISTS");
    }

    /// The possibly qualified name here, or null; a name cut off by the end of the text is none.
    @Nullable Name name() {
        var parts = new ArrayList<String>();
        var sql = new StringBuilder();
        do {
            var part = part();
            if (part == null) return null;
            parts.add(part);
            sql.append(sql.isEmpty() ? "" : ".").append(statement.raw(at));
            at++;
        } while (take("."));
        return new Name(sql.toString(), parts);
    }

    private @Nullable String part() {
        var quoted = statement.isKind(at, Kind.QUOTED_NAME);
        if (!statement.isName(at) || statement.isCut(at)) return null;
        return Name.identifier(statement.raw(at), quoted);
    }

    /// Names separated by commas; stops at the first that cannot be read.
    List<Name> names() {
        return targets().stream().map(Target::name).toList();
    }

    /// The same, with what stands around each: `ONLY t`, `t *`.
    List<Target> targets() {
        var targets = new ArrayList<Target>();
        do {
            var only = take("ONLY");
            var name = name();
            if (name == null) return targets;
            take("*");
            targets.add(new Target(name, only));
        } while (take(","));
        return targets;
    }

    /// @param only whether partitions and children are left out
    record Target(Name name, boolean only) {}
}
