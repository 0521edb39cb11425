package lockkeeper.proof;

import static lockkeeper.proof.Patrol.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Several DDL statements at once: all that must go do, and none besides.
@ParameterizedClass
@MethodSource("majors")
class SetsIT {
    private static final String ALTER = "ALTER TABLE users ADD COLUMN ";

    private final Patrol patrol;
    private final Shop shop;

    SetsIT(int major) {
        var server = PostgresServer.shared(major);
        patrol = new Patrol(server, Patrol.role(server));
        shop = new Shop(server);
        patrol.awaitLead();
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @AfterEach
    void close() {
        shop.close();
        patrol.close();
    }

    @Test
    void threeStackedStatementsGoTailFirst() {
        assertEndedTailFirst(3);
    }

    @Test
    void fourStackedStatementsGoTailFirst() {
        assertEndedTailFirst(4);
    }

    private void assertEndedTailFirst(int count) {
        var report = shop.began("SELECT count(*) FROM users");
        var expected = new ArrayList<String>();
        var migrations = new ArrayList<CompletableFuture<Void>>();
        for (var i = 0; i < count; i++) {
            var ddl = shop.session();
            migrations.add(ddl.start(ALTER + "c" + i + " text"));
            ddl.awaitBlocked();
            expected.add(cancel(ddl));
        }
        var readers = readersOf("users");
        readers.forEach(patrol::assertServed);
        migrations.forEach(patrol::assertCancelled);
        Collections.reverse(expected);
        assertThat(patrol.signals()).isEqualTo(expected);
        report.run("COMMIT");
    }

    @Test
    void theDdlOfTwoFrameworksIsEndedOneAfterTheOther() {
        var report = shop.began("SELECT count(*) FROM users; SELECT count(*) FROM visits");
        var flyway = shop.session();
        var one = flyway.start(ALTER + "email text");
        flyway.awaitBlocked();
        var alembic = shop.session();
        var other = alembic.start("ALTER TABLE visits ADD COLUMN page text");
        alembic.awaitBlocked();
        var readers = new ArrayList<>(readersOf("users"));
        readers.addAll(readersOf("visits"));
        patrol.assertCancelled(one);
        patrol.assertCancelled(other);
        readers.forEach(patrol::assertServed);
        assertThat(patrol.signals()).containsExactlyInAnyOrder(cancel(flyway), cancel(alembic));
        report.run("COMMIT");
    }

    @Test
    void whoHoldsOneTableAndWaitsForAnotherIsEndedOnce() {
        var report = shop.began("SELECT count(*) FROM users");
        var ddl = shop.began("ALTER TABLE orders ADD COLUMN note text");
        var migration = ddl.start(ALTER + "email text");
        ddl.awaitBlocked();
        var readers = new ArrayList<>(readersOf("users"));
        readers.addAll(readersOf("orders"));
        patrol.assertCancelled(migration);
        readers.forEach(patrol::assertServed);
        patrol.awaitDone(1);
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
        report.run("COMMIT");
    }

    private List<CompletableFuture<Void>> readersOf(String table) {
        return Stream.generate(shop::session)
                .limit(2)
                .map(reader -> reader.start("SELECT count(*) FROM " + table))
                .toList();
    }
}
