package lockkeeper.watch;

/// Somebody who wants to know what every look at a server showed. Called on the poll loop, so it
/// must return at once: slow work goes through [NewestOnly] or a queue of its own.
public interface Observer {
    void onObservation(Observation observation);

    /// A look failed: what is known is old now. `target` is the name of the server.
    default void onMissed(String target, SnapshotFailed failure) {}
}
