package lockkeeper.setting;

import org.jspecify.annotations.Nullable;

/// One setting that cannot be used.
///
/// @param key its full key, such as `guard.sustained`
/// @param must what would be right
/// @param got what it is instead; null if that must not be printed, or there is nothing
public record Complaint(String key, String must, @Nullable String got) {
    /// What would be right and what it is instead.
    public String message() {
        return got == null ? must : must + ", got " + got;
    }

    @Override
    public String toString() {
        return key + " " + message();
    }
}
