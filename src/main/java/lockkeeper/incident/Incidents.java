package lockkeeper.incident;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the page and the API read. Answers from memory; safe from any thread.
public interface Incidents {
    /// Newest first.
    ///
    /// @param target null for all
    List<Incident> recent(@Nullable String target, int limit);

    @Nullable Incident find(String id);
}
