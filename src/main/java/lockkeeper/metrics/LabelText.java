package lockkeeper.metrics;

/// A name from a database as the value of a label: short, and without what could disturb a reader's
/// terminal. Quotes and backslashes are escaped by the format itself.
final class LabelText {
    /// Names in PostgreSQL have up to 63 bytes; `schema.table` has two of them.
    private static final int LONGEST = 127;

    private LabelText() {}

    static String of(String name) {
        var text = new StringBuilder();
        name.codePoints().limit(LONGEST).map(LabelText::shown).forEach(text::appendCodePoint);
        return text.toString();
    }

    private static int shown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    '\uFFFD';
            default -> point;
        };
    }
}
