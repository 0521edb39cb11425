package lockkeeper.watch;

/// Something that an ended CONCURRENTLY command has left behind.
///
/// @param table `schema.table` it belongs to: for a partition, its parent
/// @param cleanUp the statement that clears it away, one line, whatever the names are
public record Leftover(Kind kind, String schema, String name, String table, String cleanUp) {
    /// What it is.
    public enum Kind {
        /// An index that was never finished, or not quite dropped.
        INDEX,
        /// The new or the old index of a REINDEX CONCURRENTLY.
        REINDEX,
        /// A partition that is half detached.
        PARTITION
    }
}
