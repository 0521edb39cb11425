package lockkeeper.statement;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One clause of an ALTER TABLE.
///
/// @param name the column or constraint, null where it has none or the text does not tell
/// @param other the table it also touches: referenced, parent or partition
/// @param sql the clause as SQL, null where the text is masked or cut
/// @param detail what follows the name (a type, a condition, columns), null as `sql`
/// @param column what an added column brings along, null for every other kind
record Change(
        ChangeKind kind,
        @Nullable Name name,
        @Nullable Name other,
        @Nullable String sql,
        @Nullable String detail,
        @Nullable ColumnTraits column,
        boolean notValid) {

    /// An ALTER TABLE as a whole.
    ///
    /// @param table null where the text is cut before or in its name
    record Table(@Nullable Name table, boolean only, List<Change> changes) {
        Table {
            changes = List.copyOf(changes);
        }
    }
}
