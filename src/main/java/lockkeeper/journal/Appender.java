package lockkeeper.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Adds whole lines to the end of the file of the month. After a failure it opens the file anew, so
/// that it works again as soon as the disk does.
final class Appender implements AutoCloseable {
    private final Folder folder;
    private @Nullable FileChannel channel;
    private @Nullable Path open;

    Appender(Folder folder) {
        this.folder = folder;
    }

    /// @param durable whether to return only once it is on the disk
    void append(Path file, String line, boolean durable) throws IOException {
        try {
            var to = channel(file);
            write(to, (endsTorn(to) ? "\n" : "") + line + "\n");
            if (durable) to.force(false);
        } catch (IOException e) {
            close();
            throw Explained.of(file, e);
        }
    }

    /// Opens the file that the next line goes to.
    void open(Path file) throws IOException {
        try {
            channel(file);
        } catch (IOException e) {
            throw Explained.of(file, e);
        }
    }

    private FileChannel channel(Path file) throws IOException {
        var old = channel;
        if (old != null && file.equals(open)) return old;
        close();
        var opened = folder.open(file);
        channel = opened;
        open = file;
        return opened;
    }

    /// Whether a write before this one was cut off, so that ours must begin a line of its own.
    private static boolean endsTorn(FileChannel file) throws IOException {
        var size = file.size();
        if (size == 0) return false;
        var last = ByteBuffer.allocate(1);
        return file.read(last, size - 1) != 1 || last.get(0) != '\n';
    }

    private static void write(FileChannel file, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        var at = file.size();
        while (bytes.hasRemaining()) at += file.write(bytes, at);
    }

    @Override
    public void close() {
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            // what was promised to be on the disk was forced before
        }
        channel = null;
        open = null;
    }
}
