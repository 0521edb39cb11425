package lockkeeper.statement;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Collectors;

class FootprintTest {
    private static Footprint footprint(String sql, int major) {
        return Footprint.of(Statement.ofFile(sql).getFirst(), major);
    }

    private static String locks(Footprint footprint) {
        return footprint.locks().stream()
                .map(
                        lock ->
                                (lock.scope() == Scope.NAMED ? "" : lock.scope() + " of ")
                                        + lock.name().sql()
                                        + (lock.certain() ? " " : "? ")
                                        + lock.mode().documented())
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b NOT VALID | a SHARE ROW EXCLUSIVE, CHILDREN of a SHARE ROW EXCLUSIVE, b SHARE ROW EXCLUSIVE, PARTITIONS of b SHARE ROW EXCLUSIVE | NONE
                    ALTER TABLE ONLY a VALIDATE CONSTRAINT k                 | a SHARE UPDATE EXCLUSIVE, PARTNER of a ROW SHARE | SCAN
                    ALTER TABLE a SET (fillfactor = 10), ALTER x SET NOT NULL | a ACCESS EXCLUSIVE, CHILDREN of a ACCESS EXCLUSIVE | SCAN
                    CREATE INDEX CONCURRENTLY i ON ONLY s."T" (c)            | s."T" SHARE UPDATE EXCLUSIVE | INDEX_BUILD
                    DROP INDEX i                                             | i ACCESS EXCLUSIVE, CHILDREN of i ACCESS EXCLUSIVE, TABLES_OF_INDEX of i ACCESS EXCLUSIVE | NONE
                    VACUUM (FULL, VERBOSE) a                                 | a ACCESS EXCLUSIVE, CHILDREN of a? ACCESS EXCLUSIVE | REWRITE
                    ALTER TABLE a RENAME b TO c                              | a ACCESS EXCLUSIVE, CHILDREN of a ACCESS EXCLUSIVE | NONE
                    ALTER TABLE a RENAME CONSTRAINT b TO c                   | a ACCESS EXCLUSIVE, CHILDREN of a? ACCESS EXCLUSIVE | NONE
                    ALTER TABLE a RENAME TO b                                | a ACCESS EXCLUSIVE | NONE
                    ALTER TABLE a SET SCHEMA b                               | a ACCESS EXCLUSIVE, SEQUENCES of a ACCESS EXCLUSIVE | NONE
                    ALTER DOMAIN d ADD CHECK (VALUE > 0)                     | TYPE_USERS of d SHARE | SCAN
                    DROP FUNCTION f()                                        | `` | NONE
                    LOCK a IN EXCLUSIVE MODE NOWAIT                          | a EXCLUSIVE, SOURCES of a EXCLUSIVE, CHILDREN of a EXCLUSIVE | NONE
                    GRANT SELECT ON a TO b                                   | a ACCESS SHARE | NONE
                    CREATE TRIGGER g BEFORE INSERT OR UPDATE OF x ON a EXECUTE FUNCTION f() | a SHARE ROW EXCLUSIVE, CHILDREN of a? SHARE ROW EXCLUSIVE | NONE
                    COMMENT ON COLUMN s.a.c IS 'x'                           | s.a SHARE UPDATE EXCLUSIVE | NONE
                    """)
    void tellsLocksAndWork(String sql, String locks, Work work) {
        var footprint = footprint(sql, 18);
        assertThat(locks(footprint)).isEqualTo(locks);
        assertThat(footprint.work()).isEqualTo(work);
        assertThat(footprint.placed()).isTrue();
    }

    @Test
    void waitsForOlderTransactionsOnTheTableOnly() {
        var detach = footprint("ALTER TABLE a DETACH PARTITION b CONCURRENTLY", 18);
        assertThat(locks(detach)).contains("REFERENCED of a SHARE ROW EXCLUSIVE");
        assertThat(detach.waitsOut(Scope.NAMED)).isEqualTo(LockMode.ACCESS_EXCLUSIVE);
        assertThat(detach.waitsOut(Scope.REFERENCED)).isNull();
    }

    @Test
    void majorsDiffer() {
        assertThat(locks(footprint("GRANT SELECT ON a TO b", 17))).isEmpty();
        assertThat(locks(footprint("ALTER TABLE ONLY a ALTER CONSTRAINT k NOT ENFORCED", 18)))
                .contains("PARTNER of a ACCESS EXCLUSIVE");
        var attach = "ALTER TABLE a ATTACH PARTITION b DEFAULT";
        assertThat(locks(footprint(attach, 14))).contains("REFERENCING of a? ACCESS SHARE");
        assertThat(locks(footprint(attach, 15))).contains("REFERENCING of a? SHARE ROW EXCLUSIVE");
        assertThat(locks(footprint("ALTER TABLE a SET LOGGED", 14))).doesNotContain("SEQUENCES");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DO $$ BEGIN END $$",
                "CALL p()",
                "EXECUTE s",
                "DROP SCHEMA s CASCADE",
                "DROP EXTENSION e",
                "DROP FUNCTION f() CASCADE",
                "DROP PROCEDURE p() CASCADE",
                "DROP ROUTINE r() CASCADE",
                "DROP AGGREGATE a(int) CASCADE",
                "DROP SEQUENCE s CASCADE",
                "ALTER TYPE t ADD ATTRIBUTE a int CASCADE",
                "REINDEX DATABASE d",
                "VACUUM",
                "ALTER TABLE",
                "ALTER TABLE a FROBNICATE b",
                "ALTER TABLE \"never closed",
                "CREATE INDEX i",
                "FROBNICATE",
                "$$",
            })
    void saysWhatItCannotPlace(String sql) {
        assertThat(footprint(sql, 18).placed()).isFalse();
    }

    static Iterable<Migration> migrations() {
        return Migration.all();
    }

    @ParameterizedTest
    @MethodSource("migrations")
    void foreseesTheWorkOfEveryMigration(Migration migration) {
        var work = Work.NONE;
        for (var statement : Statement.ofFile(migration.sql()))
            work = work.and(Footprint.of(statement, 18).work());
        var expected =
                switch (migration.work()) {
                    case "none" -> Work.NONE;
                    case "rows" -> Work.ROWS;
                    case "scan" -> Work.SCAN;
                    case "build" -> Work.INDEX_BUILD;
                    case "rewrite" -> Work.REWRITE;
                    default -> Work.UNKNOWN;
                };
        if (migration.has("careful")) assertThat(work).isGreaterThan(expected);
        else assertThat(work).isEqualTo(expected);
    }

    @Test
    void noCutOfAnyMigrationFails() {
        for (var migration : Migration.all())
            for (var end = 0; end < migration.sql().length(); end += 3)
                for (var statement : Statement.ofFile(migration.sql().substring(0, end)))
                    assertThat(Footprint.of(statement, 18)).isNotNull();
    }
}
