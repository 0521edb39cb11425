package lockkeeper.guard;

/// Hears of everything that the guard does or decides not to do, and keeps the incidents to which
/// it belongs. Must return at once.
public interface Witness {
    /// The id of the incident that a pile-up belongs to.
    String incidentOf(String target, PileUp pileUp);

    /// Something was decided, done, or came out; also what could not be written to the journal.
    void entry(JournalEntry entry);

    /// The guard cannot do its work, or can again.
    ///
    /// @param key names the trouble
    /// @param over whether it has passed
    void trouble(String target, String key, String sentence, boolean over);
}
