package lockkeeper.deploy;

import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.OpenWindow;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// A time in which the guard has this mode for the sessions of a deploy.
///
/// @param target the server; null: all of them
/// @param openedAt by our own clock, like `closesAt`
/// @param closesAt when it closes by itself
/// @param only where a kind is given here, whoever does not match is not covered
/// @param newSessions whether only sessions are covered that connect after the opening
/// @param openedThere the same as `openedAt` by the clock of each server, as far as it is known.
///   Kept, since neither our clock nor how far it is from theirs stays as it was
public record DeployWindow(
        String id,
        String name,
        @Nullable String target,
        Instant openedAt,
        Instant closesAt,
        GuardMode guard,
        Filter only,
        boolean newSessions,
        Map<String, Instant> openedThere) {
    public static final Duration SHORTEST = Duration.ofSeconds(1);
    public static final Duration LONGEST = Duration.ofHours(24);
    public static final int LONGEST_NAME = 100;

    public DeployWindow {
        openedThere = Map.copyOf(openedThere);
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

    /// The same, of which it is known when it was opened by the clock of this server.
    DeployWindow openedThere(String server, Instant at) {
        var known = new HashMap<>(openedThere);
        known.put(server, at);
        return new DeployWindow(
                id, name, target, openedAt, closesAt, guard, only, newSessions, known);
    }

    /// As the guard of a server sees it.
    OpenWindow seenBy(String server) {
        return new OpenWindow(name, guard, only, newSessions ? sessionsSince(server) : null);
    }

    /// While it is not known which sessions are new, none is where the guard would act on them, and
    /// each where it is held back.
    private @Nullable Instant sessionsSince(String server) {
        var known = openedThere.get(server);
        return known == null && guard == GuardMode.ENFORCE ? Instant.MAX : known;
    }
}
