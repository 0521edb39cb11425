package lockkeeper.deploy;

import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// A window that somebody wants to open.
///
/// @param target the server; null: all of them
/// @param newSessions whether only sessions are covered that connect after the opening
public record DeployRequest(
        String name,
        Duration ttl,
        GuardMode guard,
        @Nullable String target,
        Filter only,
        boolean newSessions) {
    DeployWindow window(String id, Instant now) {
        return new DeployWindow(
                id, name, target, now, now.plus(ttl), guard, only, newSessions, Map.of());
    }
}
