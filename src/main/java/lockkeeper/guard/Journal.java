package lockkeeper.guard;

import java.io.IOException;

/// The durable record. The guard acts only on what it could write down first.
public interface Journal {
    /// Returns when the entry is on the disk (fsync). A failure means that it may be lost.
    void record(JournalEntry entry) throws IOException;

    /// Whether the last write failed, so that the next one is not to be relied on.
    default boolean isFailing() {
        return false;
    }
}
