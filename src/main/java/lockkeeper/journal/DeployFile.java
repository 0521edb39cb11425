package lockkeeper.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import lockkeeper.deploy.Deploy;
import lockkeeper.deploy.DeployStore;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// The deploy windows, in a file beside the record that is only ever replaced as a whole: whoever
/// reads it finds the old or the new one.
final class DeployFile implements DeployStore {
    private final Folder folder;
    private final Path file;
    private final Path next;
    private final LineFormat format = new LineFormat();

    DeployFile(Folder folder) {
        this.folder = folder;
        this.file = folder.file("deploys.json");
        this.next = folder.file("deploys.json.next");
    }

    @Override
    public void save(List<Deploy> all) throws IOException {
        try {
            Files.deleteIfExists(next);
            try (var channel = folder.open(next)) {
                write(channel, format.write(all));
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            folder.sync();
        } catch (IOException e) {
            throw Explained.of(file, e);
        }
    }

    private static void write(FileChannel channel, String text) throws IOException {
        var bytes = ByteBuffer.wrap((text + "\n").getBytes(UTF_8));
        while (bytes.hasRemaining()) channel.write(bytes);
        channel.force(true);
    }

    @Override
    public List<Deploy> load() throws IOException {
        try {
            return format.readDeploys(Files.readString(file));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new IOException(
                    "journal: " + file.toAbsolutePath() + ": is torn or not a file of ours", e);
        } catch (IOException e) {
            throw Explained.of(file, e);
        }
    }
}
