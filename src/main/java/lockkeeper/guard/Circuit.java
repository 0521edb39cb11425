package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;

/// Limits how many actions there may be within a period: whoever acts that often is part of the
/// problem.
final class Circuit {
    private final ArrayDeque<Instant> actions = new ArrayDeque<>();
    private @Nullable Instant openUntil;

    void count(Instant action) {
        actions.add(action);
    }

    /// Whether one more action is allowed now. If not, the circuit opens for the period.
    boolean allows(Instant now, GuardSettings settings) {
        if (openUntil(now) != null) return false;
        actions.removeIf(action -> action.isBefore(now.minus(settings.per())));
        if (actions.size() < settings.maxActions()) return true;
        openUntil = now.plus(settings.per());
        return false;
    }

    /// How many more actions are allowed, as of the last question whether one is.
    int left(GuardSettings settings) {
        return settings.maxActions() - actions.size();
    }

    /// The server's clock may have been set back: nothing was done later than now, and it stays
    /// open for the period at most.
    void restart(Instant now, GuardSettings settings) {
        var done = actions.stream().map(action -> action.isAfter(now) ? now : action).toList();
        actions.clear();
        actions.addAll(done);
        var latest = now.plus(settings.per());
        if (openUntil != null && openUntil.isAfter(latest)) openUntil = latest;
    }

    /// Until when it stays open; null while closed. It closes by itself.
    @Nullable Instant openUntil(Instant now) {
        if (openUntil != null && !openUntil.isAfter(now)) close();
        return openUntil;
    }

    /// Somebody has looked at it and wants the guard back.
    void close() {
        openUntil = null;
        actions.clear();
    }
}
