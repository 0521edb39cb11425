package lockkeeper.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/// The folder of the record: `journal-2026-01.jsonl`, one file a month in UTC. Only its owner may
/// read what is made here.
final class Folder {
    private final Path path;

    Folder(Path path) {
        this.path = path;
    }

    /// The file for what happens at this time.
    Path file(Instant at) {
        return path.resolve("journal-" + month(at) + ".jsonl");
    }

    /// A file of this name.
    Path file(String name) {
        return path.resolve(name);
    }

    static YearMonth month(Instant at) {
        return YearMonth.from(at.atOffset(ZoneOffset.UTC));
    }

    /// The files there are, oldest first.
    List<Path> files() throws IOException {
        try (var all = Files.list(path)) {
            return all.filter(Folder::isOurs).sorted().toList();
        } catch (IOException e) {
            throw Explained.of(path, e);
        }
    }

    /// The files with what was written since, oldest first.
    List<Path> files(Instant since) throws IOException {
        var first = file(since).getFileName().toString();
        return files().stream()
                .filter(file -> file.getFileName().toString().compareTo(first) >= 0)
                .toList();
    }

    private static boolean isOurs(Path file) {
        return file.getFileName().toString().matches("journal-\\d{4}-\\d{2}\\.jsonl");
    }

    /// Makes the folder where there is none.
    void make() throws IOException {
        try {
            if (!Files.isDirectory(path)) Files.createDirectories(path, ownerOnly("rwx------"));
        } catch (IOException e) {
            throw Explained.of(path, e);
        }
    }

    /// Keeps other daemons out for as long as the channel is open.
    FileChannel lock() throws IOException {
        var file = path.resolve("lock");
        try {
            var channel = open(file);
            if (tryLock(channel)) return channel;
            channel.close();
        } catch (IOException e) {
            throw Explained.of(file, e);
        }
        throw new IOException(
                "journal: "
                        + path.toAbsolutePath()
                        + " is used by another Lockkeeper; give each its own journal.path");
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /// Writes as much as an entry may need and removes it again.
    void tryOut() throws IOException {
        var file = path.resolve("trial");
        try (var channel = open(file)) {
            channel.write(ByteBuffer.allocate(4096));
            channel.force(false);
            Files.delete(file);
        } catch (IOException e) {
            throw Explained.of(file, e);
        }
    }

    /// Opens a file to read it and to write at its end. A new one is in the folder for good.
    FileChannel open(Path file) throws IOException {
        var isNew = !Files.exists(file);
        var channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        ownerOnly("rw-------"));
        if (isNew) sync();
        return channel;
    }

    /// Returns once the names of the files are on the disk.
    void sync() throws IOException {
        try (var folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix"))
            return new FileAttribute<?>[0];
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
