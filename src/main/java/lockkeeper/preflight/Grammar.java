package lockkeeper.preflight;

import org.jspecify.annotations.Nullable;

/// Reads whole statements by the rules of the language.
public interface Grammar {
    /// What it understood, or null where it cannot read the statement.
    @Nullable Reading read(String statement);
}
