package lockkeeper.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/// An error of the file system in words that name the file and what is wrong with it.
final class Explained {
    private Explained() {}

    static IOException of(Path path, IOException e) {
        return new IOException("journal: " + path.toAbsolutePath() + ": " + why(e), e);
    }

    private static String why(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case NotDirectoryException _, FileAlreadyExistsException _ -> "not a folder";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> Objects.requireNonNullElse(e.getMessage(), e.toString());
        };
    }
}
