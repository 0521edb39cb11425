package lockkeeper.config;

import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;

/// Why a file cannot be read, in words.
final class Unreadable {
    private Unreadable() {}

    static String because(Exception failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "does not exist";
            case AccessDeniedException _ -> "this user may not read";
            case InvalidPathException _ -> "is not a path";
            default -> "cannot be read: " + failure.getMessage();
        };
    }
}
