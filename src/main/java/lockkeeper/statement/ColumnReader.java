package lockkeeper.statement;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Reads a column definition from behind the column's name.
final class ColumnReader {
    private static final Set<String> SERIAL =
            Set.of("SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL4", "SERIAL8", "SERIAL2");
    private static final Set<String> AFTER_EXPRESSION =
            Set.of(
                    "NOT",
                    "NULL",
                    "CONSTRAINT",
                    "CHECK",
                    "UNIQUE",
                    "PRIMARY",
                    "REFERENCES",
                    "GENERATED",
                    "COLLATE",
                    "DEFERRABLE",
                    "INITIALLY",
                    "DEFAULT");

    private final Statement statement;
    private final int from;
    private final int end;

    ColumnReader(Statement statement, int from, int end) {
        this.statement = statement;
        this.from = from;
        this.end = end;
    }

    ColumnTraits read() {
        var standard = find("DEFAULT");
        var until = standard < 0 ? -1 : endOfExpression(standard + 1);
        var generated = find("GENERATED");
        var identity = find("IDENTITY") >= 0;
        var references = find("REFERENCES");
        return new ColumnTraits(
                statement.fragment(from, endOfExpression(from)),
                standard < 0
                                || (generated >= 0 && generated < standard)
                                || statement.is(standard - 1, "BY")
                        ? Volatility.NONE
                        : Volatility.of(statement, standard + 1, until),
                standard < 0 ? null : statement.fragment(standard + 1, until),
                identity || SERIAL.contains(statement.word(from)),
                generated >= 0 && !identity && find("STORED") >= 0,
                notNull(),
                find("UNIQUE") >= 0 || find("PRIMARY") >= 0,
                find("CHECK") >= 0,
                references >= 0,
                references < 0 ? null : named(references + 1));
    }

    private @Nullable Name named(int at) {
        return new Cursor(statement, at).name();
    }

    private boolean notNull() {
        var not = find("NOT");
        while (not >= 0 && !statement.is(not + 1, "NULL")) {
            var next = statement.find(not + 1, "NOT");
            not = next < end ? next : -1;
        }
        return not >= 0 || find("PRIMARY") >= 0;
    }

    /// The type and every expression end where the next clause of the definition begins.
    private int endOfExpression(int start) {
        var depth = 0;
        for (var i = start; i < end; i++) {
            var word = statement.word(i);
            if (word.equals("(") || word.equals("[")) depth++;
            else if (word.equals(")") || word.equals("]")) depth--;
            else if (depth == 0 && i > start && AFTER_EXPRESSION.contains(word)) return i;
        }
        return end;
    }

    private int find(String word) {
        var found = statement.find(from, word);
        return found < end ? found : -1;
    }
}
