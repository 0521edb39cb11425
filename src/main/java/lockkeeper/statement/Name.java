package lockkeeper.statement;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// A possibly qualified SQL name. It keeps the spelling of the text, which is quoted right by
/// definition, beside the identifiers meant.
///
/// @param sql as written: `public."Users"`
/// @param parts as the catalogs have them: `public`, `Users`
public record Name(String sql, List<String> parts) {
    /// An identifier has at most 63 bytes; longer, or with unseen characters, is not repeated.
    private static final int LONGEST = 130;

    private static final int LONGEST_DERIVED = 63;

    public Name {
        parts = List.copyOf(parts);
    }

    /// The name that a text consists of, null if it is anything else.
    public static @Nullable Name read(String sql) {
        var statements = Statement.all(sql);
        if (statements.size() != 1) return null;
        var cursor = new Cursor(statements.getFirst(), 0);
        var name = cursor.name();
        return cursor.atEnd() ? name : null;
    }

    /// The part without its schema.
    public String last() {
        return parts.getLast();
    }

    /// The schema it was qualified with, if any.
    public @Nullable String schema() {
        return parts.size() > 1 ? parts.get(parts.size() - 2) : null;
    }

    /// A name for something that belongs to this, `users_email_key`, quoted if need be.
    String derived(String suffix) {
        var room = LONGEST_DERIVED - suffix.length();
        var base = last().length() > room ? last().substring(0, Math.max(1, room)) : last();
        return quoted(base + suffix);
    }

    /// The same schema, another name; the name comes quoted already.
    String sibling(String quoted) {
        var dot = sql.length() - lastSql().length();
        return sql.substring(0, dot) + quoted;
    }

    private String lastSql() {
        if (!sql.endsWith("\"")) return sql.substring(sql.lastIndexOf('.') + 1);
        return '"' + last().replace("\"", "\"\"") + '"';
    }

    /// A single identifier as SQL.
    static String quoted(String identifier) {
        return isPlain(identifier) ? identifier : '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static boolean isPlain(String identifier) {
        if (identifier.isEmpty()) return false;
        for (var i = 0; i < identifier.length(); i++) {
            var c = identifier.charAt(i);
            var letter = (c >= 'a' && c <= 'z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) return false;
        }
        return true;
    }

    /// What a token names, or null where it is cut off or not fit to be shown.
    static @Nullable String identifier(String raw, boolean quoted) {
        if (raw.length() > LONGEST || !isVisible(raw)) return null;
        if (!quoted) return raw.toLowerCase(Locale.ROOT);
        if (raw.charAt(0) != '"' || raw.length() < 3) return null; // U&"…" needs its UESCAPE
        return raw.substring(1, raw.length() - 1).replace("\"\"", "\"");
    }

    /// No control and no formatting characters, which could show a text other than it is.
    static boolean isVisible(String text) {
        return text.codePoints()
                .noneMatch(
                        c ->
                                Character.isISOControl(c)
                                        || Character.getType(c) == Character.FORMAT
                                        || Character.getType(c) == Character.SURROGATE
                                        || Character.getType(c) == Character.LINE_SEPARATOR
                                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    }
}
