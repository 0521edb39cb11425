package lockkeeper.preflight;

import lockkeeper.statement.Advice;
import lockkeeper.statement.Work;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What one statement would do now.
///
/// @param line where it begins in the text, from 1
/// @param readBy `grammar`, `words`, or `nothing` where it could not be placed
/// @param outside whether it runs in transactions of its own
/// @param missing names that mean no relation in this database, nor one that the text makes
/// @param advice a safer form, null where there is nothing to mend
public record StatementReport(
        int line,
        String sql,
        String command,
        String readBy,
        Verdict verdict,
        Work work,
        boolean outside,
        List<LockReport> locks,
        List<String> missing,
        List<String> notes,
        @Nullable Advice advice) {

    public StatementReport {
        locks = List.copyOf(locks);
        missing = List.copyOf(missing);
        notes = List.copyOf(notes);
    }
}
