package lockkeeper.exec;

import lockkeeper.guard.GuardRules;
import lockkeeper.guard.GuardSettings;
import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// The guard's rules while a command runs: they cover whoever connected after it was started.
public final class Window implements GuardRules {
    private final GuardSettings settings;
    private final @Nullable String name;
    private volatile Instant openedAt = Instant.MAX;

    /// @param settings with mode enforce
    /// @param name of the deploy, as incidents show it
    public Window(GuardSettings settings, @Nullable String name) {
        this.settings = settings;
        this.name = name;
    }

    /// From now on; before, nobody is covered.
    ///
    /// @param serverTime the server's clock, by which it says when a session connected
    void openAt(Instant serverTime) {
        openedAt = serverTime;
    }

    /// Whether a session may belong to the command.
    public boolean covers(BackendId session) {
        return !session.startedAt().isBefore(openedAt);
    }

    @Override
    public InForce inForce() {
        return new InForce(settings, name, openedAt);
    }
}
