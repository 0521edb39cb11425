package lockkeeper.deploy;

import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.OpenWindow;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// A time in which the guard has this mode for the sessions of a deploy.
///
/// @param target the server; null: all of them
/// @param openedAt by our own clock, like `closesAt`
/// @param closesAt when it closes by itself
/// @param only where a kind is given here, whoever does not match is not covered
/// @param newSessions whether only sessions are covered that connect after the opening
public record DeployWindow(
        String id,
        String name,
        @Nullable String target,
        Instant openedAt,
        Instant closesAt,
        GuardMode guard,
        Filter only,
        boolean newSessions) {
    public static final Duration SHORTEST = Duration.ofSeconds(1);
    public static final Duration LONGEST = Duration.ofHours(24);
    public static final int LONGEST_NAME = 100;

    public DeployWindow {
        if (!isName(name)) throw new IllegalArgumentException("not a name for a window: " + name);
        var ttl = Duration.between(openedAt, closesAt);
        if (!isTtl(ttl)) throw new IllegalArgumentException("not a ttl for a window: " + ttl);
    }

    /// Whether a window may be called so: something to see, and nothing that one cannot see.
    public static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= LONGEST_NAME
                && name.codePoints().noneMatch(DeployWindow::isInvisible);
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    true;
            default -> false;
        };
    }

    /// Whether a window may be open for so long.
    public static boolean isTtl(Duration ttl) {
        return ttl.compareTo(SHORTEST) >= 0 && ttl.compareTo(LONGEST) <= 0;
    }

    boolean isOn(String server) {
        return target == null || target.equals(server);
    }

    /// As the guard of a server sees it.
    ///
    /// @param ahead how far that server's clock is ahead of ours
    OpenWindow seenWith(Duration ahead) {
        return new OpenWindow(name, guard, only, newSessions ? openedAt.plus(ahead) : null);
    }
}
