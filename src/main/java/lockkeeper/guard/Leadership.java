package lockkeeper.guard;

/// Whether we are the one Lockkeeper that acts on this server. Two may watch it, one acts.
public interface Leadership {
    /// Answers from memory, without asking the server.
    boolean isLeader();
}
