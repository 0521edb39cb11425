package lockkeeper.demo;

import lockkeeper.guard.GuardMode;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// What the demo was asked for.
///
/// @param once end after one round, with exit code 0 only if all turned out as it should
/// @param url somebody's own server to play on; null: an embedded one
/// @param user role for `url`
/// @param port where the page is served
record Arguments(
        boolean once, GuardMode guard, @Nullable String url, @Nullable String user, int port) {
    static final String USAGE =
            """
            Usage: -Ddemo.args="[--once] [--guard enforce|observe|off] [--port N]
                                [--url jdbc:postgresql://host:5432/db --user ROLE]"
            With --url the password comes from PGPASSWORD; everything happens in a schema of its
            own, lockkeeper_demo, which is removed afterwards.\
            """;

    /// @throws IllegalArgumentException with a sentence for the user
    static Arguments parse(String... words) {
        var once = false;
        var guard = GuardMode.ENFORCE;
        String url = null;
        String user = null;
        var port = 9753;
        for (var i = 0; i < words.length; i++) {
            var value = i + 1 < words.length ? words[i + 1] : null;
            switch (words[i]) {
                case "--once" -> once = true;
                case "--guard" -> guard = mode(needed(words[i++], value));
                case "--url" -> url = needed(words[i++], value);
                case "--user" -> user = needed(words[i++], value);
                case "--port" -> port = Integer.parseInt(needed(words[i++], value));
                default -> throw new IllegalArgumentException("unknown option: " + words[i]);
            }
        }
        if ((url == null) != (user == null))
            throw new IllegalArgumentException("--url and --user go together");
        return new Arguments(once, guard, url, user, port);
    }

    private static String needed(String option, @Nullable String value) {
        if (value == null) throw new IllegalArgumentException(option + " needs a value");
        return value;
    }

    private static GuardMode mode(String text) {
        for (var mode : GuardMode.values())
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) return mode;
        throw new IllegalArgumentException("--guard is off, observe or enforce, not " + text);
    }
}
