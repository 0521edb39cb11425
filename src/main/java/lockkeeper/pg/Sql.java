package lockkeeper.pg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The longer statements, each in a file of its own beside this class.
record Sql(String text) {
    static Sql resource(String name) {
        try (var stream = Sql.class.getResourceAsStream(name)) {
            if (stream == null) throw new IllegalStateException("missing resource " + name);
            return new Sql(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
