package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collections;
import java.util.List;

/// What the guard of a server goes by right now: its settings, or what open deploy windows make of
/// them. Asked once a sample.
public interface GuardRules {
    InForce inForce();

    /// @param settings with the strongest mode that holds for anybody
    /// @param deploy names of the open deploy windows, null without one
    /// @param sessionsSince only sessions that connected after this may be ended; null: all
    /// @param windows each decides for the sessions that it covers
    /// @param otherwise the mode for sessions that no window covers
    /// @param uncovered why those are left, for people
    record InForce(
            GuardSettings settings,
            @Nullable String deploy,
            @Nullable Instant sessionsSince,
            List<OpenWindow> windows,
            GuardMode otherwise,
            String uncovered) {
        private static final String NO_WINDOW = "no open deploy window covers it";

        public InForce {
            windows = List.copyOf(windows);
        }

        /// Without windows.
        public InForce(
                GuardSettings settings, @Nullable String deploy, @Nullable Instant sessionsSince) {
            this(settings, deploy, sessionsSince, List.of(), settings.mode(), NO_WINDOW);
        }

        /// What open windows make of the settings. They change the mode and nothing else, so
        /// whatever the settings protect stays protected.
        public static InForce of(GuardSettings configured, List<OpenWindow> windows) {
            if (windows.isEmpty()) return new InForce(configured, null, null);
            var mode = Collections.max(windows.stream().map(OpenWindow::mode).toList());
            var someAreNotCovered = windows.stream().noneMatch(OpenWindow::coversAll);
            if (someAreNotCovered && configured.mode().compareTo(mode) > 0)
                mode = configured.mode();
            return new InForce(
                    configured.in(mode),
                    OpenWindow.names(windows),
                    null,
                    windows,
                    configured.mode(),
                    NO_WINDOW);
        }
    }
}
