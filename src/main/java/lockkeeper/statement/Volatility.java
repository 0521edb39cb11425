package lockkeeper.statement;

import java.util.Set;

/// Whether a default gives every row its own value, so that adding the column rewrites the table.
enum Volatility {
    /// There is no default.
    NONE,
    /// One value for all rows, stored once in the catalog.
    ONE_VALUE,
    /// A value a row.
    EACH_ROW,
    /// It calls a function the text does not tell about; the catalog would (`provolatile`).
    UNKNOWN;

    private static final Set<String> EACH =
            Set.of(
                    "RANDOM",
                    "RANDOM_NORMAL",
                    "CLOCK_TIMESTAMP",
                    "TIMEOFDAY",
                    "GEN_RANDOM_UUID",
                    "GEN_RANDOM_BYTES",
                    "UUIDV4",
                    "UUIDV7",
                    "UUID_GENERATE_V1",
                    "UUID_GENERATE_V1MC",
                    "UUID_GENERATE_V4",
                    "NEXTVAL",
                    "SETVAL",
                    "PG_SLEEP",
                    "TXID_CURRENT_IF_ASSIGNED");

    private static final Set<String> ONE =
            Set.of(
                    "NOW",
                    "STATEMENT_TIMESTAMP",
                    "TRANSACTION_TIMESTAMP",
                    "CURRENT_TIMESTAMP",
                    "CURRENT_TIME",
                    "LOCALTIMESTAMP",
                    "LOCALTIME",
                    "TIMEZONE",
                    "DATE_TRUNC",
                    "DATE",
                    "COALESCE",
                    "LOWER",
                    "UPPER",
                    "CONCAT",
                    "MD5",
                    "TO_CHAR",
                    "TO_TIMESTAMP",
                    "MAKE_INTERVAL",
                    "CURRENT_SETTING",
                    "JSONB_BUILD_OBJECT",
                    "JSON_BUILD_OBJECT",
                    "JSONB_BUILD_ARRAY",
                    "JSON_BUILD_ARRAY",
                    "ARRAY",
                    "CAST",
                    "VARCHAR",
                    "CHAR",
                    "CHARACTER",
                    "VARYING",
                    "NUMERIC",
                    "DECIMAL",
                    "BIT",
                    "TIME",
                    "TIMESTAMP",
                    "TIMESTAMPTZ",
                    "INTERVAL");

    /// Judges the expression in a range of tokens by the functions it calls.
    static Volatility of(Statement statement, int from, int to) {
        var found = ONE_VALUE;
        for (var i = from; i < to; i++) {
            if (!statement.is(i + 1, "(") || !statement.isName(i)) continue;
            var function = statement.word(i);
            if (EACH.contains(function)) return EACH_ROW;
            if (!ONE.contains(function)) found = UNKNOWN;
        }
        return found;
    }
}
