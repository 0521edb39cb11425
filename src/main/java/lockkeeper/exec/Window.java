package lockkeeper.exec;

import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardRules;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.OpenWindow;
import lockkeeper.lock.BackendId;

import java.time.Instant;
import java.util.List;

/// The guard's rules while a command runs: they cover whoever connected after it was started.
public final class Window implements GuardRules {
    private final GuardSettings settings;
    private final Filter only;
    private final String name;
    private volatile Instant openedAt = Instant.MAX;

    /// @param configured holds with all that it protects, but its mode
    /// @param only where a kind is given here, whoever does not match is not covered
    /// @param name of the deploy, as incidents show it
    public Window(GuardSettings configured, Filter only, String name) {
        this.settings = configured.in(GuardMode.ENFORCE);
        this.only = only;
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
        var open = new OpenWindow(name, GuardMode.ENFORCE, only, openedAt);
        return new InForce(settings, name, openedAt, List.of(open), GuardMode.OBSERVE, leftOut());
    }

    private String leftOut() {
        if (only.applications() == null) return "its user is not one of --only-user";
        return only.users() == null
                ? "its application is not one of --only-application"
                : "--only-user or --only-application leaves it out";
    }
}
