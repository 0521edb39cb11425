package lockkeeper.cli;

import lockkeeper.journal.JournalSettings;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether the record can be written, by writing and removing a file; the folder is not made.
record JournalFinding(JournalSettings journal) {
    Finding finding() {
        var folder = journal.path().toAbsolutePath().normalize();
        var existing = existing(folder);
        try {
            if (existing == null || !Files.isDirectory(existing))
                return missing(existing + " is not a folder");
            Files.delete(Files.createTempFile(existing, "check", null));
            return Finding.ok(
                    "journal",
                    "writable",
                    existing.equals(folder) ? folder.toString() : folder + ", will be made");
        } catch (IOException e) {
            return missing("no: " + e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    private static @Nullable Path existing(Path folder) {
        @Nullable Path existing = folder;
        while (existing != null && !Files.exists(existing)) existing = existing.getParent();
        return existing;
    }

    private static Finding missing(String detail) {
        return Finding.missing(
                "journal",
                "writable",
                detail,
                "let this user write there, or set journal.path to another folder");
    }
}
