package lockkeeper.statement;

import org.jspecify.annotations.Nullable;

/// Names what a statement makes, so that later statements of the same text may use it.
public final class Created {
    private Created() {}

    /// The relation that the statement creates, null if it creates none or does not name it.
    public static @Nullable Name by(Statement statement) {
        var word =
                switch (CommandTag.of(statement).text()) {
                    case "CREATE TABLE", "CREATE TABLE AS", "CREATE FOREIGN TABLE" -> "TABLE";
                    case "CREATE VIEW", "CREATE MATERIALIZED VIEW" -> "VIEW";
                    case "CREATE SEQUENCE" -> "SEQUENCE";
                    case "CREATE INDEX", "CREATE INDEX CONCURRENTLY" -> "INDEX";
                    case "SELECT INTO" -> "INTO";
                    default -> null;
                };
        var cursor = new Cursor(statement, 1);
        if (word == null || !cursor.seek(word)) return null;
        cursor.take("CONCURRENTLY");
        cursor.skipIfExists();
        return cursor.word().equals("ON") ? null : cursor.name();
    }
}
