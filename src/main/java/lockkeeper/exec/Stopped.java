package lockkeeper.exec;

import java.util.List;

/// One session of the command whose work was ended for the sake of others.
///
/// @param command its command tag, as far as its text tells
/// @param proof whether all of its transaction was rolled back, not the statement alone
/// @param obstacles for whom it waited, longest open first
public record Stopped(Cause cause, int pid, String command, Proof proof, List<Obstacle> obstacles) {
    public Stopped {
        obstacles = List.copyOf(obstacles);
    }

    /// These had waited for the whole of a `lock_timeout`.
    public static List<Stopped> byTimeout(List<Glimpse> waits) {
        return waits.stream().map(Stopped::byTimeout).toList();
    }

    private static Stopped byTimeout(Glimpse wait) {
        return new Stopped(
                Cause.LOCK_TIMEOUT,
                wait.session().pid(),
                wait.command(),
                wait.proof(),
                wait.obstacles());
    }

    /// What ended it.
    public enum Cause {
        GUARD,
        LOCK_TIMEOUT
    }
}
