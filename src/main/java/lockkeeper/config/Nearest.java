package lockkeeper.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Guesses which known key somebody meant.
final class Nearest {
    private final Collection<String> known;

    Nearest(Collection<String> known) {
        this.known = known;
    }

    /// Empty if nothing is near.
    Optional<String> to(String key) {
        var letters = letters(key);
        if (letters.length() > 40) return Optional.empty();
        return known.stream()
                .filter(candidate -> distance(letters, letters(candidate)) <= reach(candidate))
                .min(Comparator.comparingInt(candidate -> distance(letters, letters(candidate))));
    }

    private static int reach(String key) {
        return Math.clamp((key.length() + 1) / 3, 1, 3);
    }

    /// `terminateAfter` and `terminate-after` are spellings of `terminate_after`.
    private static String letters(String key) {
        return key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /// How many letters must be put in, left out or exchanged to make one of the other.
    private static int distance(String one, String other) {
        var above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) above[j] = j;
        for (int i = 1; i <= one.length(); i++) {
            var row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                var exchanged = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(exchanged, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[other.length()];
    }
}
