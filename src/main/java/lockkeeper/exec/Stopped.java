package lockkeeper.exec;

import java.util.List;

/// One session of the command whose work was ended for the sake of others.
///
/// @param command its command tag, as far as its text tells
/// @param inTransaction whether the server showed that its transaction was older than its
///   statement, so that all of it was rolled back, not the statement alone
/// @param obstacles for whom it waited, longest open first
public record Stopped(
        Cause cause, int pid, String command, boolean inTransaction, List<Obstacle> obstacles) {
    public Stopped {
        obstacles = List.copyOf(obstacles);
    }

    /// What ended it.
    public enum Cause {
        GUARD,
        LOCK_TIMEOUT
    }
}
