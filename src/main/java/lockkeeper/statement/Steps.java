package lockkeeper.statement;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Advice in the making: sentences, and the statements that go with them.
///
/// @param timed whether the statements should give up quickly instead of standing in line
record Steps(String why, List<String> sql, boolean timed) {
    static final String LOCK_TIMEOUT = "SET lock_timeout = '2s'; -- and try again, after a pause";

    Steps {
        sql = List.copyOf(sql);
    }

    /// Statements that each take their lock for a moment only.
    static Steps brief(String why, String... sql) {
        return new Steps(why, Arrays.asList(sql), true);
    }

    /// Statements that wait for transactions and are spoilt by a timeout.
    static Steps patient(String why, String... sql) {
        return new Steps(why, Arrays.asList(sql), false);
    }

    Steps and(Steps other) {
        var all = new ArrayList<>(sql);
        for (var line : other.sql) if (!all.contains(line)) all.add(line);
        var both = why.contains(other.why) ? why : why + " " + other.why;
        return new Steps(both, all, timed || other.timed);
    }

    /// The statements as they are to be run, timeout first.
    List<String> lines() {
        if (!timed || sql.isEmpty()) return sql;
        var lines = new ArrayList<String>();
        lines.add(LOCK_TIMEOUT);
        lines.addAll(sql);
        return lines;
    }

    static String or(@Nullable Name name, String placeholder) {
        return name == null ? placeholder : name.sql();
    }

    static String or(@Nullable String sql, String placeholder) {
        return sql == null ? placeholder : sql;
    }
}
