package lockkeeper.statement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class CommandTagTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ALTER TABLE users ADD COLUMN x int            | ALTER TABLE
                    alter table only users detach partition p     | ALTER TABLE
                    CREATE INDEX i ON t (c)                       | CREATE INDEX
                    CREATE UNIQUE INDEX i ON t (c)                | CREATE INDEX
                    CREATE INDEX CONCURRENTLY i ON t (c)          | CREATE INDEX CONCURRENTLY
                    CREATE UNIQUE INDEX CONCURRENTLY ON t (c)     | CREATE INDEX CONCURRENTLY
                    CREATE INDEX "CONCURRENTLY" ON t (c)          | CREATE INDEX
                    DROP INDEX CONCURRENTLY IF EXISTS i           | DROP INDEX CONCURRENTLY
                    DROP INDEX i                                  | DROP INDEX
                    REINDEX TABLE t                               | REINDEX
                    REINDEX INDEX CONCURRENTLY i                  | REINDEX CONCURRENTLY
                    REINDEX (VERBOSE, CONCURRENTLY) TABLE t       | REINDEX CONCURRENTLY
                    REINDEX (CONCURRENTLY off) TABLE t            | REINDEX
                    REINDEX (VERBOSE) TABLE CONCURRENTLY t        | REINDEX CONCURRENTLY
                    VACUUM t                                      | VACUUM
                    VACUUM FULL t                                 | VACUUM FULL
                    VACUUM (ANALYZE, FULL) t                      | VACUUM FULL
                    VACUUM (FULL false) t                         | VACUUM
                    VACUUM (FULL 0, VERBOSE)                      | VACUUM
                    REFRESH MATERIALIZED VIEW m                   | REFRESH MATERIALIZED VIEW
                    REFRESH MATERIALIZED VIEW CONCURRENTLY m      | REFRESH MATERIALIZED VIEW CONCURRENTLY
                    LOCK t                                        | LOCK TABLE
                    LOCK TABLE t IN SHARE MODE                    | LOCK TABLE
                    TRUNCATE t                                    | TRUNCATE TABLE
                    CREATE TEMP TABLE t (a int)                   | CREATE TABLE
                    CREATE TABLE t AS SELECT 1                    | CREATE TABLE AS
                    CREATE TABLE t (a int GENERATED ALWAYS AS (1) STORED) | CREATE TABLE
                    CREATE OR REPLACE FUNCTION f() RETURNS int    | CREATE FUNCTION
                    CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t | CREATE TRIGGER
                    CREATE MATERIALIZED VIEW m AS SELECT 1        | CREATE MATERIALIZED VIEW
                    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r | ALTER DEFAULT PRIVILEGES
                    ALTER TEXT SEARCH DICTIONARY d (a = 1)        | ALTER TEXT SEARCH DICTIONARY
                    CREATE USER u PASSWORD 'x'                    | CREATE ROLE
                    CREATE USER MAPPING FOR u SERVER s            | CREATE USER MAPPING
                    GRANT SELECT ON t TO u                        | GRANT
                    GRANT a TO b                                  | GRANT ROLE
                    SELECT * FROM t FOR UPDATE                    | SELECT
                    SELECT 1 INTO t                               | SELECT INTO
                    ((SELECT 1) UNION (SELECT 2))                 | SELECT
                    TABLE t                                       | SELECT
                    WITH a AS (INSERT INTO b VALUES (1) RETURNING *) UPDATE t SET x = 1 | UPDATE
                    WITH RECURSIVE a(n) AS (SELECT 1) SELECT * FROM a | SELECT
                    EXPLAIN ANALYZE UPDATE t SET a = 1            | EXPLAIN
                    PREPARE TRANSACTION 'g'                       | PREPARE TRANSACTION
                    COMMIT PREPARED 'g'                           | COMMIT PREPARED
                    ABORT                                         | ROLLBACK
                    ANALYSE t                                     | ANALYZE
                    REPACK (CONCURRENTLY) t                       | REPACK CONCURRENTLY
                    """)
    void namesTheCommandAsPostgresDoes(String sql, String tag) {
        assertThat(CommandTag.of(sql).text()).isEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " \n\t ;; ; alter table t drop x",
                "/* django /* nested ' */ ; */ ALTER TABLE t",
                "-- flyway 'it''s'; DROP TABLE x\nALTER TABLE t",
                "--\r/**/ALTER/*x*/TABLE/**/\"a;b\" ADD c text DEFAULT ';'",
                "\uFEFFALTER TABLE t",
                "BEGIN; SET LOCAL lock_timeout = '2s'; ALTER TABLE t ADD c int; COMMIT",
                "begin;savepoint a;alter table t add c int;",
                "ALTER TABLE t ADD c text DEFAULT $q$;DROP TABLE x;",
            })
    void findsItBehindCommentsAndFrames(String sql) {
        assertThat(CommandTag.of(sql).text()).isEqualTo("ALTER TABLE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ";",
                "<insufficient privilege>",
                "<command string not enabled>",
                "/* never closed ALTER TABLE t",
                "-- ALTER TABLE t",
                "'ALTER TABLE t'",
                "$$ALTER TABLE t$$",
                "\"ALTER\" TABLE t",
                "ALTERTABLE t",
                "AL",
                "💥",
                "\0",
            })
    void admitsWhatItCannotRead(String sql) {
        assertThat(CommandTag.of(sql)).isEqualTo(CommandTag.UNKNOWN);
    }

    @Test
    void anAutovacuumWorkerSaysWhatItDoes() {
        assertThat(CommandTag.of("autovacuum: VACUUM ANALYZE public.t (to prevent wraparound)"))
                .isEqualTo(new CommandTag("VACUUM", false, false));
    }

    @Test
    void splitsOnlyAtSemicolonsThatSeparate() {
        var sql =
                """
                CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b);
                CREATE FUNCTION f() RETURNS int BEGIN ATOMIC
                  SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
                INSERT INTO t VALUES (E'\\';', U&'a;', b';', "a;".c, $x$;$$;$x$);
                DO $$ BEGIN ALTER TABLE t ADD c int; END $$;
                BEGIN; END
                """;
        assertThat(CommandTag.all(sql))
                .extracting(CommandTag::text)
                .containsExactly(
                        "CREATE RULE", "CREATE FUNCTION", "INSERT", "DO", "BEGIN", "COMMIT");
    }

    @Test
    void textCutAnywhereGivesTheVerbTheTagOrNothing() {
        var sql = "/* a */ CREATE UNIQUE INDEX CONCURRENTLY i ON public.t USING btree (c);";
        for (var end = 0; end <= sql.length(); end++) {
            assertThat(CommandTag.of(sql.substring(0, end)).text())
                    .as(sql.substring(0, end))
                    .isIn("unknown", "CREATE", "CREATE INDEX", "CREATE INDEX CONCURRENTLY");
        }
    }

    @Test
    void knowsWhatIsDdlAndWhatRunsConcurrently() {
        assertThat(CommandTag.of("CREATE IND").isDdl()).isTrue();
        assertThat(CommandTag.of("LOCK t").isDdl()).isFalse();
        assertThat(CommandTag.of("VACUUM t").isDdl()).isFalse();
        assertThat(CommandTag.of("VACUUM FULL t").isDdl()).isTrue();
        assertThat(CommandTag.of("DROP INDEX CONCURRENTLY i").isConcurrently()).isTrue();
        assertThat(CommandTag.of("ALTER TABLE p DETACH PARTITION q CONCURRENTLY"))
                .isEqualTo(new CommandTag("ALTER TABLE", true, true));
    }

    /// The text ends at the bar.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "|CREATE INDEX CONCURRENTLY i ON t (c)",
                "CRE|ATE INDEX CONCURRENTLY i ON t (c)",
                "CREATE |INDEX CONCURRENTLY i ON t (c)",
                "CREATE UNI|QUE INDEX CONCURRENTLY i ON t (c)",
                "CREATE UNIQUE INDEX| CONCURRENTLY i ON t (c)",
                "CREATE INDEX CONC|URRENTLY i ON t (c)",
                "DROP INDEX |CONCURRENTLY i",
                "REINDEX| TABLE CONCURRENTLY t",
                "REINDEX (VERB|OSE, CONCURRENTLY) TABLE t",
                "REINDEX (VERBOSE) TABLE |CONCURRENTLY t",
                "REFRESH MATERIALIZED VIEW |CONCURRENTLY m",
                "REPACK (VERBOSE, |CONCURRENTLY) t",
                "ALTER TA|BLE t DETACH PARTITION p CONCURRENTLY",
                "ALTER TABLE IF EX|ISTS ONLY t DETACH PARTITION p CONCURRENTLY",
                "ALTER TABLE app|.t DETACH PARTITION p CONCURRENTLY",
                "ALTER TABLE app.|t DETACH PARTITION p CONCURRENTLY",
                "ALTER TABLE app.\"t| t\" DETACH PARTITION p CONCURRENTLY",
                "ALTER TABLE t | DETACH PARTITION p CONCURRENTLY",
                "ALTER TABLE t DET|ACH PARTITION p CONCURRENTLY",
                "ALTER TABLE t DETACH PARTITION app.p|_1 CONCURRENTLY",
                "ALTER TABLE t * DETACH PARTITION app.p_1 |CONCURRENTLY",
                "ALTER TABLE t DETACH PARTITION app.p_1 CONCURRENT|LY",
            })
    void wasCutBeforeItSaidThatItRunsConcurrently(String sql) {
        var seen = sql.substring(0, sql.indexOf('|'));
        for (var comment : List.of("/*" + "x".repeat(1016) + "*/", "--" + "ä".repeat(509) + "\n"))
            assertThat(CommandTag.mayBecomeConcurrently(comment + seen)).as(sql).isTrue();
        assertThat(CommandTag.mayBecomeConcurrently(" ".repeat(Lexer.LIMIT - seen.length()) + sql))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX i",
                "CREATE INDEX \"CONCURRENTLY",
                "CREATE TABLE t (",
                "DROP INDEX IF",
                "REINDEX TABLE t",
                "REFRESH MATERIALIZED VIEW m",
                "REPACK (VERBOSE) t",
                "ALTER TABLE t ADD",
                "ALTER TABLE ONLY app.t ALTER COLUMN detach",
                "ALTER TABLE t DETACH PARTITION p FINALIZE",
                "ALTER TABLE t DETACH PARTITION p;",
                "ALTER TABLE t ADD c int, DETACH",
                "ALTER INDEX i",
                "SELECT 1",
                "LOCK TABLE t",
                "SET x = 1; CREATE INDEX",
                "TRUNCATE t; ALTER TABLE t"
            })
    void cannotRunConcurrentlyHoweverItGoesOn(String seen) {
        var comment = "/*" + "x".repeat(1016) + "*/";
        assertThat(CommandTag.mayBecomeConcurrently(comment + seen)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-- ping", "ALTER TABLE t DETACH PARTITION p", "CREATE INDEX"})
    void aShortTextIsTakenForWhole(String sql) {
        assertThat(CommandTag.mayBecomeConcurrently(sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                ";",
                "'",
                "\"",
                "/*",
                "*/",
                "--",
                "$",
                "$a",
                "$a$",
                "E'\\",
                "1e",
                "U&",
                "SELECT",
                "CREATE ",
                "WITH a AS (",
                "a.",
                "(;",
                "CASE ",
                "\n",
                "\u0130"
            })
    void aMegabyteOfAnythingIsReadAtOnce(String piece) {
        var sql = piece.repeat(1_000_000 / piece.length());
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> {
                    assertThat(CommandTag.all(sql)).hasSizeLessThanOrEqualTo(Lexer.LIMIT);
                    assertThat(MaskedText.mask(sql)).hasSizeLessThanOrEqualTo(Lexer.LIMIT);
                });
    }

    @Test
    void readsNoFurtherThanItsLimit() {
        assertThat(CommandTag.all(" ".repeat(Lexer.LIMIT) + "SELECT 1")).isEqualTo(List.of());
    }
}
