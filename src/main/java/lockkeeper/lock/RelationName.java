package lockkeeper.lock;

import org.jspecify.annotations.Nullable;

/// The name of a relation.
///
/// @param schema its schema
/// @param name its own name
/// @param table `schema.table` it belongs to if it is an index or a TOAST table, else null
public record RelationName(String schema, String name, @Nullable String table) {
    /// `schema.name`, as people write it.
    public String qualified() {
        return schema + "." + name;
    }

    /// `schema.table` of the table that work on this relation concerns.
    public String ofTable() {
        return table == null ? qualified() : table;
    }
}
