package lockkeeper.config;

import lockkeeper.guard.NamePattern;
import lockkeeper.setting.DurationText;
import lockkeeper.web.Listen;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;

/// What a value may look like.
///
/// @param must what would be right, for the message when it is not
/// @param parse empty if the text is no such value
record Kind<T>(String must, Function<String, Optional<T>> parse) {
    /// The only kind for secrets: it refuses no text, so that none is repeated in a message.
    static final Kind<String> TEXT = new Kind<>("must be a text", Optional::of);

    static final Kind<Integer> WHOLE = new Kind<>("must be a whole number", Kind::whole);
    static final Kind<Boolean> FLAG = new Kind<>("must be true or false", Kind::flag);
    static final Kind<Duration> DURATION =
            new Kind<>(
                    "must be a duration such as 250ms, 2s or 5m",
                    text -> Optional.ofNullable(DurationText.parse(text)));
    static final Kind<Duration> SECONDS = new Kind<>("must be a number of seconds", Kind::seconds);
    static final Kind<NamePattern> PATTERN =
            new Kind<>("must be a regular expression", Kind::pattern);
    static final Kind<Path> PATH = new Kind<>("must be a path", Kind::path);
    static final Kind<URI> ADDRESS = new Kind<>("must be an http or https address", Kind::address);
    static final Kind<Listen> LISTEN =
            new Kind<>("must be an address and a port such as 127.0.0.1:9753", Kind::listen);

    /// One of the constants, in small letters.
    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        var words = Arrays.stream(type.getEnumConstants()).map(Kind::word).toList();
        var last = words.size() - 1;
        var must =
                "must be " + String.join(", ", words.subList(0, last)) + " or " + words.get(last);
        return new Kind<>(
                must,
                text ->
                        Arrays.stream(type.getEnumConstants())
                                .filter(constant -> word(constant).equals(text))
                                .findFirst());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Integer> whole(String text) {
        return text.matches("-?\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static Optional<Boolean> flag(String text) {
        return text.equals("true") || text.equals("false")
                ? Optional.of(Boolean.valueOf(text))
                : Optional.empty();
    }

    private static Optional<Duration> seconds(String text) {
        if (!text.matches("-?\\d{1,9}(\\.\\d{1,3})?")) return Optional.empty();
        return Optional.of(
                Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact()));
    }

    private static Optional<NamePattern> pattern(String text) {
        try {
            return Optional.of(new NamePattern(text));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> address(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<Listen> listen(String text) {
        try {
            return Optional.of(Listen.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
