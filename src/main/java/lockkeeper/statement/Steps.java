package lockkeeper.statement;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Advice in the making: sentences, and the statements that go with them.
record Steps(String why, List<String> sql) {
    private static final String SETTING = "SET lock_timeout";
    static final String BRIEFLY = SETTING + " = '2s'; -- and try again, after a pause";
    static final String PATIENTLY = SETTING + " = 0; -- a timeout would leave an invalid index";

    Steps {
        sql = List.copyOf(sql);
    }

    /// Statements that should give up quickly instead of standing in line.
    static Steps brief(String why, String... sql) {
        return with(BRIEFLY, why, sql);
    }

    /// Statements that wait for transactions and are spoilt by a timeout.
    static Steps patient(String why, String... sql) {
        return with(PATIENTLY, why, sql);
    }

    /// Statements that a timeout neither helps nor harms.
    static Steps free(String why, String... sql) {
        return new Steps(why, List.of(sql));
    }

    private static Steps with(String setting, String why, String... sql) {
        var lines = new ArrayList<String>();
        lines.add(setting);
        lines.addAll(List.of(sql));
        return new Steps(why, lines);
    }

    Steps and(Steps other) {
        var all = new ArrayList<>(sql);
        var setting = "";
        for (var line : sql) if (line.startsWith(SETTING)) setting = line;
        for (var line : other.sql) if (!line.equals(setting)) all.add(line);
        return new Steps(why.contains(other.why) ? why : why + " " + other.why, all);
    }

    /// Whether any of it should give up quickly.
    boolean timed() {
        return sql.contains(BRIEFLY);
    }

    static String or(@Nullable Name name, String placeholder) {
        return name == null ? placeholder : name.sql();
    }

    static String or(@Nullable String sql, String placeholder) {
        return sql == null ? placeholder : sql;
    }
}
