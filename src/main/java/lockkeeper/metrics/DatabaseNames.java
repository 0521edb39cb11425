package lockkeeper.metrics;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/// The values of the label `database` on one server: bounded, since each is a dozen time series
/// that never go away again.
final class DatabaseNames {
    /// For a session without a database, or one whose name we do not know yet.
    static final String UNKNOWN = "(unknown)";

    /// For all databases beyond the limit, together.
    static final String OTHER = "(other)";

    static final int LIMIT = 50;

    private final Set<String> known = new LinkedHashSet<>();
    private final Consumer<String> onNew;

    /// @param onNew told of each value once, before it is used, `UNKNOWN` first
    DatabaseNames(Consumer<String> onNew) {
        this.onNew = onNew;
        add(UNKNOWN);
    }

    /// The value of the label for a database of this name.
    synchronized String label(@Nullable String name) {
        if (name == null) return UNKNOWN;
        var label = LabelText.of(name);
        return add(known.contains(label) || known.size() < LIMIT ? label : OTHER);
    }

    private String add(String label) {
        if (known.add(label)) onNew.accept(label);
        return label;
    }
}
