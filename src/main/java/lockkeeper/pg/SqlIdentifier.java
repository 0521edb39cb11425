package lockkeeper.pg;

/// The name of an object as it can stand in a statement that somebody pastes.
///
/// @param quoted what the server's `quote_ident` makes of both, with a dot between
record SqlIdentifier(String schema, String name, String quoted) {
    /// One line of visible characters, whatever the name is.
    String sql() {
        return isVisible(schema) && isVisible(name)
                ? quoted
                : escaped(schema) + "." + escaped(name);
    }

    private static boolean isVisible(String text) {
        return text.codePoints().allMatch(SqlIdentifier::isVisible);
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /// With the code points that nobody can see spelt out.
    private static String escaped(String text) {
        var sql = new StringBuilder("U&\"");
        text.codePoints()
                .forEach(
                        point -> {
                            if (!isVisible(point)) sql.append("\\+%06X".formatted(point));
                            else if (point == '"') sql.append("\"\"");
                            else if (point == '\\') sql.append("\\\\");
                            else sql.appendCodePoint(point);
                        });
        return sql.append('"').toString();
    }
}
