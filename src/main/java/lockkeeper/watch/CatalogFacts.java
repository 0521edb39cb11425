package lockkeeper.watch;

import java.util.List;

/// What a look into the catalogs of one database found unfinished.
///
/// @param invalidIndexes indexes that are not valid and that nobody is building
/// @param unvalidatedConstraints constraints that were added NOT VALID and never validated
/// @param leftovers what can be cleared away; of very many only the first
public record CatalogFacts(
        String database,
        long invalidIndexes,
        long unvalidatedConstraints,
        List<Leftover> leftovers) {
    public CatalogFacts {
        leftovers = List.copyOf(leftovers);
    }
}
