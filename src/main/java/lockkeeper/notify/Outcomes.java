package lockkeeper.notify;

/// Hears what became of each piece of news, for the metrics.
public interface Outcomes {
    String DELIVERED = "delivered";
    String FAILED = "failed";

    /// There was no room for it, or the daemon stopped.
    String DROPPED = "dropped";

    /// @param channel `slack` or `webhook`
    /// @param outcome one of the three above
    void onOutcome(String channel, String outcome);
}
