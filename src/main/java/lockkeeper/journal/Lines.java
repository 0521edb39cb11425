package lockkeeper.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The lines of one file, one after the other, in constant memory: of a line longer than any of
/// ours only the beginning is kept.
final class Lines implements AutoCloseable {
    static final int LONGEST = 8 * 1024 * 1024;

    private final Path file;
    private final InputStream in;

    Lines(Path file) throws IOException {
        this.file = file;
        try {
            in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
        } catch (IOException e) {
            throw Explained.of(file, e);
        }
    }

    /// The next line, also a last one that has no end; null after the last.
    @Nullable String next() throws IOException {
        try {
            var line = new ByteArrayOutputStream(512);
            for (var b = in.read(); b != '\n'; b = in.read()) {
                if (b == -1) return line.size() == 0 ? null : line.toString(UTF_8);
                if (line.size() < LONGEST) line.write(b);
            }
            return line.toString(UTF_8);
        } catch (IOException e) {
            throw Explained.of(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
