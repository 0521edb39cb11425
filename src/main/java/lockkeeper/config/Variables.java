package lockkeeper.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// Replaces `${NAME}`, `${NAME:default}` and `${file:PATH}`. What was put in is not looked at
/// again. `$${` stands for `${` itself.
final class Variables {
    /// A replacement that cannot be made.
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        private final String why;

        Missing(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    private static final int LARGEST_FILE = 64 * 1024;
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "\\$\\$\\{|\\$\\{(?:file:([^}]*)|([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?)}|\\$\\{");

    private final Map<String, String> environment;

    Variables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    boolean occurIn(String text) {
        return text.contains("${");
    }

    String replace(String text) throws Missing {
        var references = REFERENCE.matcher(text);
        var result = new StringBuilder();
        var done = 0;
        while (references.find()) {
            result.append(text, done, references.start());
            if (references.group().equals("$${")) result.append("${");
            else if (references.group(1) != null) result.append(file(references.group(1)));
            else if (references.group(2) != null)
                result.append(variable(references.group(2), references.group(3)));
            else
                throw new Missing(
                        "has a ${ that is not ${NAME}, ${NAME:default} or ${file:PATH};"
                                + " $${ stands for the characters themselves");
            done = references.end();
        }
        return result.append(text, done, text.length()).toString();
    }

    private String variable(String name, @Nullable String otherwise) throws Missing {
        var value = environment.getOrDefault(name, otherwise);
        if (value == null) throw new Missing("needs the variable " + name + ", which is not set");
        return value;
    }

    private static String file(String path) throws Missing {
        try (var in = Files.newInputStream(Path.of(path))) {
            var bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE)
                throw new Missing("needs the file " + path + ", which is larger than 64 KiB");
            return new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
        } catch (IOException | InvalidPathException e) {
            throw new Missing("needs the file " + path + ", which " + Unreadable.because(e));
        }
    }
}
