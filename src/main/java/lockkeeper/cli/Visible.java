package lockkeeper.cli;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Text of unknown origin, fit for a terminal.
final class Visible {
    private static final Pattern UNSEEN_IN_JSON = Pattern.compile("[\\p{C}&&[^\\n\\r\\t]]");

    private Visible() {}

    /// The same JSON, with what cannot be seen or could drive a terminal in escapes. Writers of
    /// JSON escape only what is below U+0020.
    static String json(String text) {
        return UNSEEN_IN_JSON.matcher(text).replaceAll(found -> "\\\\u" + hex(found.group()));
    }

    private static String hex(String point) {
        return point.chars()
                .mapToObj(c -> "%04x".formatted(c))
                .collect(Collectors.joining("\\\\u"));
    }

    /// One line without control characters.
    static String line(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{C}", "?");
    }
}
