package lockkeeper.incident;

/// Something about an incident, or about us, that somebody should hear of.
public sealed interface News {
    /// An incident opened, or began once more after its end, or crossed its threshold.
    record Opened(Incident incident) implements News {}

    /// The guard signalled a session, or declined to, or saw what came of it.
    record Acted(Incident incident, Incident.GuardAction action) implements News {}

    /// The number of waiting sessions changed a lot; may be dropped or merged.
    record Grew(Incident incident) implements News {}

    /// It is over.
    record Ended(Incident incident) implements News {}

    /// Lockkeeper itself cannot do its work on a server: it is blind, its journal fails, its
    /// circuit opened, its samples come too late, or one of these is over.
    ///
    /// @param key names the trouble, so that its end can be matched and repeats be dropped
    /// @param over whether this says that it has passed
    record Trouble(String target, String key, String sentence, boolean over) implements News {}
}
