package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// The durable record. The guard acts only on what it could write down first.
public interface Journal {
    /// Returns when the entry is on the disk (fsync). A failure means that it may be lost.
    void record(JournalEntry entry) throws IOException;

    /// Why the next write is not to be relied on, such as that the last one failed; null if it is.
    /// From memory, without asking the disk.
    default @Nullable String failure() {
        return null;
    }

    default boolean isFailing() {
        return failure() != null;
    }
}
