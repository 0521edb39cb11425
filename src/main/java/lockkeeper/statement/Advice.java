package lockkeeper.statement;

import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The safer form of a statement that made others wait.
///
/// @param why plain sentences: what the statement does to others, and what does less
/// @param sql the statements to run instead, one a line, each in a transaction of its own; what the
///   text did not tell stands as `<placeholder>`. Lines that begin with `--` explain.
public record Advice(String why, List<String> sql) {
    public Advice {
        sql = List.copyOf(sql);
    }

    /// The advice on a statement by its text, which may be masked, cut, or absent, and by the mode
    /// in which its session waits for the lock or holds it. Text never decides alone: a session
    /// that holds a lock may be running something else by now.
    ///
    /// @param waits whether it waits for the lock, or holds it
    public static Advice forStatement(@Nullable String query, LockMode mode, boolean waits) {
        return new Adviser(mode, waits).advise(query == null ? "" : query);
    }

    /// The statements as one block of text.
    public String block() {
        return String.join("\n", sql);
    }
}
