package lockkeeper.cli;

/// Text of unknown origin, fit for a terminal.
final class Visible {
    private Visible() {}

    /// One line without control characters.
    static String line(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{C}", "?");
    }
}
