package lockkeeper.statement;

import java.util.List;
import java.util.Set;

/// Reads the command tag off the leading words of one statement.
final class TagReader {
    private static final Set<String> MODIFIERS =
            Set.of(
                    "OR",
                    "REPLACE",
                    "GLOBAL",
                    "LOCAL",
                    "TEMP",
                    "TEMPORARY",
                    "UNLOGGED",
                    "UNIQUE",
                    "CONSTRAINT",
                    "RECURSIVE",
                    "TRUSTED",
                    "PROCEDURAL",
                    "DEFAULT");

    /// Longer names stand before their beginnings.
    private static final List<String> OBJECTS =
            List.of(
                    "ACCESS METHOD",
                    "DEFAULT PRIVILEGES",
                    "EVENT TRIGGER",
                    "FOREIGN DATA WRAPPER",
                    "FOREIGN TABLE",
                    "LARGE OBJECT",
                    "MATERIALIZED VIEW",
                    "OPERATOR CLASS",
                    "OPERATOR FAMILY",
                    "TEXT SEARCH CONFIGURATION",
                    "TEXT SEARCH DICTIONARY",
                    "TEXT SEARCH PARSER",
                    "TEXT SEARCH TEMPLATE",
                    "USER MAPPING",
                    "AGGREGATE",
                    "CAST",
                    "COLLATION",
                    "CONVERSION",
                    "DATABASE",
                    "DOMAIN",
                    "EXTENSION",
                    "FUNCTION",
                    "INDEX",
                    "LANGUAGE",
                    "OPERATOR",
                    "OWNED",
                    "POLICY",
                    "PROCEDURE",
                    "PUBLICATION",
                    "ROLE",
                    "ROUTINE",
                    "RULE",
                    "SCHEMA",
                    "SEQUENCE",
                    "SERVER",
                    "STATISTICS",
                    "SUBSCRIPTION",
                    "SYSTEM",
                    "TABLE",
                    "TABLESPACE",
                    "TRANSFORM",
                    "TRIGGER",
                    "TYPE",
                    "VIEW");

    private final Statement statement;

    TagReader(Statement statement) {
        this.statement = statement;
    }

    CommandTag read() {
        var start = 0;
        while (statement.is(start, "(")) start++;
        return read(start);
    }

    private CommandTag read(int at) {
        var verb = statement.word(at);
        return switch (verb) {
            case "CREATE", "ALTER", "DROP" -> object(verb, at + 1);
            case "WITH" -> withQuery(at);
            case "SELECT", "VALUES", "TABLE" -> select(at);
            case "VACUUM" -> option(at + 1, "FULL") ? ddl("VACUUM FULL", false) : plain("VACUUM");
            case "REINDEX", "REPACK" -> rebuild(verb, at + 1);
            case "REFRESH" -> refresh(at);
            case "CLUSTER", "COMMENT", "REVOKE" -> ddl(verb, false);
            case "GRANT" -> ddl(statement.find(at, "ON") < 0 ? "GRANT ROLE" : "GRANT", false);
            case "TRUNCATE" -> ddl("TRUNCATE TABLE", false);
            case "SECURITY" -> ddl("SECURITY LABEL", false);
            case "REASSIGN" -> ddl("REASSIGN OWNED", false);
            case "IMPORT" -> ddl("IMPORT FOREIGN SCHEMA", false);
            default -> everyday(verb, statement.word(at + 1));
        };
    }

    private static CommandTag everyday(String verb, String next) {
        return switch (verb) {
            case "LOCK" -> plain("LOCK TABLE");
            case "ANALYSE" -> plain("ANALYZE");
            case "START" -> plain("START TRANSACTION");
            case "END" -> plain("COMMIT");
            case "ABORT" -> plain("ROLLBACK");
            case "DECLARE" -> plain("DECLARE CURSOR");
            case "CLOSE" -> plain("CLOSE CURSOR");
            case "COMMIT", "ROLLBACK" -> plain(next.equals("PREPARED") ? verb + " PREPARED" : verb);
            case "PREPARE" -> plain(next.equals("TRANSACTION") ? "PREPARE TRANSACTION" : verb);
            case "SET" -> plain(next.equals("CONSTRAINTS") ? "SET CONSTRAINTS" : verb);
            case "INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "CALL", "DO", "FETCH", "MOVE" ->
                    plain(verb);
            case "BEGIN", "SAVEPOINT", "RELEASE", "RESET", "SHOW", "DISCARD" -> plain(verb);
            case "EXPLAIN", "EXECUTE", "DEALLOCATE", "ANALYZE", "CHECKPOINT", "LOAD" -> plain(verb);
            case "LISTEN", "NOTIFY", "UNLISTEN" -> plain(verb);
            default -> CommandTag.UNKNOWN;
        };
    }

    private CommandTag object(String verb, int from) {
        var at = from;
        // ALTER DEFAULT PRIVILEGES is the one whose name begins like a modifier
        if (verb.equals("CREATE")) while (MODIFIERS.contains(statement.word(at))) at++;
        var object = object(at);
        return switch (object) {
            case "" -> ddl(roleOr(verb, at), false);
            case "INDEX" -> concurrently(verb + " INDEX", at + 1);
            case "TABLE" -> table(verb, at + 1);
            default -> ddl(verb + " " + object, false);
        };
    }

    private String object(int at) {
        var words =
                "%s %s %s "
                        .formatted(
                                statement.word(at), statement.word(at + 1), statement.word(at + 2));
        for (var object : OBJECTS) if (words.startsWith(object + " ")) return object;
        return "";
    }

    /// `USER` and `GROUP` are other words for a role; anything else was cut off or is not ours.
    private String roleOr(String verb, int at) {
        var word = statement.word(at);
        return word.equals("USER") || word.equals("GROUP") ? verb + " ROLE" : verb;
    }

    private CommandTag table(String verb, int at) {
        return switch (verb) {
            case "CREATE" ->
                    ddl(statement.find(at, "AS") < 0 ? "CREATE TABLE" : "CREATE TABLE AS", false);
            case "ALTER" -> {
                var detach = statement.find(at, "DETACH");
                var last = detach < 0 ? -1 : statement.find(detach, "CONCURRENTLY");
                yield ddl("ALTER TABLE", last > 0);
            }
            default -> ddl(verb + " TABLE", false);
        };
    }

    private CommandTag concurrently(String tag, int at) {
        var concurrently = statement.is(at, "CONCURRENTLY");
        return ddl(concurrently ? tag + " CONCURRENTLY" : tag, concurrently);
    }

    private CommandTag rebuild(String verb, int at) {
        if (option(at, "CONCURRENTLY")) return ddl(verb + " CONCURRENTLY", true);
        var kind = statement.is(at, "(") ? statement.afterParenthesis(at) : at;
        return concurrently(verb, kind + 1);
    }

    private CommandTag refresh(int at) {
        return concurrently("REFRESH MATERIALIZED VIEW", at + 3);
    }

    private CommandTag withQuery(int at) {
        var main = statement.find(at + 1, "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE");
        return main < 0 ? plain("SELECT") : read(main);
    }

    private CommandTag select(int at) {
        return statement.find(at, "INTO") < 0 ? plain("SELECT") : ddl("SELECT INTO", false);
    }

    /// Whether an option is on: `VACUUM FULL`, `VACUUM (FULL)`, but not `VACUUM (FULL false)`.
    private boolean option(int at, String name) {
        if (!statement.is(at, "(")) return statement.is(at, name);
        var end = statement.afterParenthesis(at);
        for (var i = at + 1; i < end; i++) {
            if (statement.is(i, name) && (statement.is(i - 1, "(") || statement.is(i - 1, ",")))
                return !Set.of("FALSE", "OFF").contains(statement.word(i + 1))
                        && !statement.raw(i + 1).equals("0");
        }
        return false;
    }

    private static CommandTag plain(String text) {
        return new CommandTag(text, false, false);
    }

    private static CommandTag ddl(String text, boolean concurrently) {
        return new CommandTag(text, true, concurrently);
    }
}
