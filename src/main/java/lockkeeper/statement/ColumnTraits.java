package lockkeeper.statement;

import org.jspecify.annotations.Nullable;

/// What a column definition brings along, as far as it decides on locks and work.
///
/// @param type as written, null where it cannot be repeated
/// @param defaultSql the default's expression, likewise
/// @param references the table of a foreign key in the definition
record ColumnTraits(
        @Nullable String type,
        Volatility defaultVolatility,
        @Nullable String defaultSql,
        boolean serial,
        boolean stored,
        boolean notNull,
        boolean unique,
        boolean check,
        boolean foreignKey,
        @Nullable Name references) {}
