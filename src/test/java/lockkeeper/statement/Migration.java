package lockkeeper.statement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One file of the corpus under `migrations`: SQL, with what is expected of it in comments on top.
public record Migration(String name, String sql, Map<String, String> expected) {
    private static final Path FOLDER = Path.of("src", "test", "resources");

    public static List<Migration> all() {
        try (var files = Files.list(FOLDER.resolve("migrations"))) {
            return files.sorted().map(Migration::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the migrations are run on.
    public static String schema() {
        return text(FOLDER.resolve("migrations-schema.sql"));
    }

    private static Migration read(Path file) {
        var sql = text(file);
        var expected = new HashMap<String, String>();
        sql.lines()
                .filter(line -> line.startsWith("-- ") && line.contains(": "))
                .forEach(
                        line ->
                                expected.put(
                                        line.substring(3, line.indexOf(": ")),
                                        line.substring(line.indexOf(": ") + 2)));
        return new Migration(file.getFileName().toString(), sql, expected);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean has(String key) {
        return expected.containsKey(key);
    }

    /// The first major that has the statement.
    public int from() {
        return Integer.parseInt(expected.getOrDefault("from", "14"));
    }

    public String work() {
        return expected.getOrDefault("work", "none");
    }

    @Override
    public String toString() {
        return name;
    }
}
