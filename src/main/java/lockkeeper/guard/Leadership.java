package lockkeeper.guard;

/// Whether we are the one Lockkeeper that acts on this server. Two may watch it, one acts.
public interface Leadership {
    /// Answers from memory, without asking the server.
    boolean isLeader();

    /// Whether another one was seen to lead just now. Where nobody leads it is false, and so it is
    /// while we cannot tell. From memory, too.
    default boolean isLedByAnother() {
        return false;
    }

    /// Whether we want to be: one that only observes must not keep another from acting. Returns at
    /// once; the lead is sought or given up a little later.
    default void want(boolean wanted) {}

    /// Whether we could act if we led. One that could not leaves the lead to one that could, and
    /// keeps it where there is none. Returns at once, too.
    default void able(boolean able) {}
}
