package lockkeeper.statement;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockMode;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/// What is advised must run as it stands, wherever nothing is left open in it.
class AdviceIT {
    private static final String SCHEMA =
            """
            CREATE SCHEMA "Shop";
            CREATE TABLE users (id bigint PRIMARY KEY, email text, org int, age int NOT NULL);
            CREATE TABLE "Shop"."Orders" (no bigint, "user" bigint, sum numeric);
            CREATE INDEX i ON "Shop"."Orders" (sum);
            CREATE TABLE p (a int, b text) PARTITION BY LIST (a);
            CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
            CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
            """;

    static Stream<Arguments> cases() {
        var statements =
                List.of(
                        "ALTER TABLE \"Shop\".\"Orders\" ADD FOREIGN KEY (\"user\")"
                                + " REFERENCES users ON DELETE CASCADE",
                        "ALTER TABLE users ADD CONSTRAINT k UNIQUE (email)",
                        "ALTER TABLE users ADD UNIQUE (email, org)",
                        "ALTER TABLE \"Shop\".\"Orders\" ADD PRIMARY KEY (no)",
                        "ALTER TABLE users ALTER email SET NOT NULL",
                        "ALTER TABLE users ADD token uuid NOT NULL DEFAULT gen_random_uuid()",
                        "ALTER TABLE \"Shop\".\"Orders\" ADD \"Nr\" serial",
                        "ALTER TABLE users ADD boss bigint REFERENCES users (id)",
                        "ALTER TABLE users ADD login text UNIQUE",
                        "ALTER TABLE users ADD CHECK (age > 0), DROP COLUMN org",
                        "ALTER TABLE users ALTER org TYPE bigint USING org::bigint",
                        "ALTER TABLE p DETACH PARTITION q",
                        "CREATE TABLE r PARTITION OF p FOR VALUES IN (2)",
                        "CREATE UNIQUE INDEX ON \"Shop\".\"Orders\" (no) WHERE sum > 0",
                        "DROP INDEX \"Shop\".i",
                        "REINDEX TABLE \"Shop\".\"Orders\"",
                        "LOCK TABLE users",
                        "TRUNCATE \"Shop\".\"Orders\"",
                        "DROP TABLE \"Shop\".\"Orders\"");
        return PostgresServer.majors().stream()
                .flatMap(major -> statements.stream().map(sql -> Arguments.of(major, sql)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void runsAsItStands(int major, String sql) {
        var advice = Advice.forStatement(sql, LockMode.ACCESS_EXCLUSIVE, true);
        var server = PostgresServer.shared(major);
        var database = server.newDatabase();
        server.executeIn(database, SCHEMA);
        var ran = 0;
        try (var session = server.session(database)) {
            for (var line : advice.sql()) {
                if (line.contains("<")) continue;
                session.run(line.startsWith("LOCK") ? "BEGIN; " + line + " COMMIT" : line);
                ran++;
            }
        }
        server.execute("DROP DATABASE " + database + " WITH (FORCE)");
        assertThat(ran).isGreaterThan(1);
    }
}
