package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// An open deploy window, as the guard of one server sees it.
///
/// @param mode of the guard for the sessions that the window covers
/// @param only where a kind is given here, whoever does not match is not covered
/// @param sessionsSince whoever connected before, by the server's clock, is not covered; null: all
public record OpenWindow(
        String name, GuardMode mode, Filter only, @Nullable Instant sessionsSince) {
    /// What several are called together; null if there is none.
    public static @Nullable String names(List<OpenWindow> windows) {
        return windows.isEmpty()
                ? null
                : windows.stream()
                        .map(OpenWindow::name)
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    boolean coversAll() {
        return only.equals(Filter.NONE) && sessionsSince == null;
    }

    /// In doubt a window that makes the guard act covers nobody, and one that holds it back
    /// everybody.
    public boolean covers(Instant connectedAt, Names names) {
        if (sessionsSince != null && connectedAt.isBefore(sessionsSince)) return false;
        return only.admits(names, mode != GuardMode.ENFORCE);
    }
}
