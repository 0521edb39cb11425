package lockkeeper.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is wrong with one file.
final class Problems {
    private final String file;
    private final Set<Problem> found = new LinkedHashSet<>();

    Problems(String file) {
        this.file = file;
    }

    void add(int line, String key, String message) {
        found.add(new Problem(file, line, Problem.plain(key), Problem.plain(message)));
    }

    /// In the order of the file.
    void throwIfAny() throws InvalidConfiguration {
        if (found.isEmpty()) return;
        var ordered = new ArrayList<>(found);
        ordered.sort(Comparator.comparingInt(Problem::line));
        throw new InvalidConfiguration(List.copyOf(ordered));
    }
}
