package lockkeeper.setting;

/// One setting that cannot be used.
///
/// @param key its full key, such as `guard.sustained`
/// @param message what would be right and what it is instead
public record Complaint(String key, String message) {
    @Override
    public String toString() {
        return key + " " + message;
    }
}
