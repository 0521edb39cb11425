package lockkeeper.lock;

import org.jspecify.annotations.Nullable;

/// The name of a relation.
///
/// @param schema its schema
/// @param name its own name
/// @param table `schema.table` it belongs to if it is an index or a TOAST table, else null
/// @param outdated whether it was read so long ago that nothing that needs to be sure of it may
///   rest on it
public record RelationName(String schema, String name, @Nullable String table, boolean outdated) {
    public RelationName(String schema, String name, @Nullable String table) {
        this(schema, name, table, false);
    }

    public RelationName asOutdated() {
        return new RelationName(schema, name, table, true);
    }

    /// `schema.name`, as people write it.
    public String qualified() {
        return schema + "." + name;
    }

    /// `schema.table` of the table that work on this relation concerns.
    public String ofTable() {
        return table == null ? qualified() : table;
    }
}
