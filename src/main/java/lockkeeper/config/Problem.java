package lockkeeper.config;

/// One thing that is wrong with a configuration, as one line for a person.
///
/// @param source the file or the flag
/// @param line in the file, from 1; 0 if no line is to blame
/// @param key the full path of the key; empty if no key is to blame
public record Problem(String source, int line, String key, String message) {
    private static final int LONGEST = 300;

    static Problem of(String source, String message) {
        return new Problem(source, 0, "", message);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(source);
        if (line > 0) text.append(':').append(line);
        if (!key.isEmpty()) text.append(": ").append(key);
        return text.append(": ").append(message).toString();
    }

    /// Fit for one line of a message, whatever it was.
    static String plain(String text) {
        var visible = text.replaceAll("\\p{C}", "?");
        return visible.length() <= LONGEST ? visible : visible.substring(0, LONGEST) + "…";
    }
}
