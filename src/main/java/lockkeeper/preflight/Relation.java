package lockkeeper.preflight;

/// A table, index or the like that exists now.
///
/// @param name with its schema, quoted where needed
/// @param kind in words: table, index, view …
/// @param bytes of its data, without indexes
/// @param scansPerSecond how often it was read lately, by index or whole: about its queries
/// @param writesPerSecond rows inserted, updated and deleted lately
public record Relation(
        long oid,
        String name,
        String kind,
        long bytes,
        double scansPerSecond,
        double writesPerSecond) {}
