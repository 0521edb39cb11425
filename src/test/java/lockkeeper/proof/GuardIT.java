package lockkeeper.proof;

import static lockkeeper.proof.Patrol.cancel;
import static lockkeeper.proof.Patrol.terminate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Reason;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// The guard ends the DDL that it should, on every major, and nobody else.
@Order(1)
@ParameterizedClass
@MethodSource("majors")
class GuardIT {
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";
    private static final String READ = "SELECT count(*) FROM users";

    private final PostgresServer server;
    private final Patrol patrol;
    private final Shop shop;

    GuardIT(int major) {
        server = PostgresServer.shared(major);
        patrol = new Patrol(server, Patrol.role(server));
        shop = new Shop(server);
        patrol.awaitLead();
    }

    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    @AfterEach
    void close() {
        shop.close();
        patrol.close();
    }

    @Test
    void aWaitingMigrationIsCancelledAndNobodyElse() {
        var report = shop.began(READ);
        var batch = shop.began("SELECT count(*) FROM orders");
        var bystander = shop.session();
        var innocent = bystander.start("ALTER TABLE orders ADD COLUMN note text");
        bystander.awaitBlocked();
        var ddl = shop.session();
        var migration = ddl.start(ALTER);
        ddl.awaitBlocked();
        var readers = readers(3);

        patrol.assertCancelled(migration);
        readers.forEach(patrol::assertServed);
        assertThat(patrol.awaitDone(1))
                .extracting(JournalEntry.Done::outcome)
                .containsExactly(Outcome.RELEASED);
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
        assertThat(innocent).isNotDone();
        batch.run("COMMIT");
        innocent.join();
        report.run("COMMIT");
        ddl.run(ALTER);
    }

    @Test
    void aMigrationThatWorksWithItsLockIsCancelled() {
        var ddl = shop.session();
        var migration = ddl.start("BEGIN; " + ALTER + "; SELECT pg_sleep(60)");
        shop.awaitLock(ddl, "AccessExclusiveLock");
        var readers = readers(2);

        patrol.assertCancelled(migration);
        readers.forEach(patrol::assertServed);
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
    }

    @Test
    void aMigrationThatIdlesInItsTransactionIsTerminated() {
        var ddl = shop.began(ALTER);
        var readers = readers(2);

        readers.forEach(patrol::assertServed);
        assertThatThrownBy(() -> ddl.run("COMMIT")).isInstanceOf(IllegalStateException.class);
        assertThat(patrol.awaitDone(1))
                .extracting(JournalEntry.Done::outcome)
                .containsExactly(Outcome.RELEASED);
        assertThat(patrol.signals()).containsExactly(terminate(ddl));
    }

    @Test
    void stackedMigrationsAreCancelledTailFirst() {
        var report = shop.began(READ);
        var first = shop.session();
        var head = first.start(ALTER);
        first.awaitBlocked();
        var second = shop.session();
        var tail = second.start("ALTER TABLE users ADD COLUMN phone text");
        second.awaitBlocked();
        var readers = readers(2);

        patrol.assertCancelled(tail);
        patrol.assertCancelled(head);
        readers.forEach(patrol::assertServed);
        assertThat(patrol.signals()).containsExactly(cancel(second), cancel(first));
        report.run("COMMIT");
    }

    @Test
    void aCancelThatASavepointSwallowsIsFollowedByATerminate() {
        var ddl = shop.began(ALTER + "; SAVEPOINT before");
        var work = ddl.start("SELECT pg_sleep(60)");
        var readers = readers(2);

        patrol.assertCancelled(work);
        readers.forEach(patrol::assertServed);
        assertThat(patrol.awaitDone(2))
                .extracting(JournalEntry.Done::outcome)
                .containsExactly(Outcome.INEFFECTIVE, Outcome.RELEASED);
        assertThat(patrol.signals()).containsExactly(cancel(ddl), terminate(ddl));
    }

    @Test
    void aPreparedTransactionIsNamed() {
        var gid = "gid-of-" + shop.database();
        shop.began(ALTER).run("PREPARE TRANSACTION '" + gid + "'");
        try {
            readers(2);
            var declined = patrol.awaitDeclined(Reason.NEVER_ENDED);
            assertThat(declined.detail()).contains(gid).contains("ROLLBACK PREPARED");
            assertThat(declined.backend()).isNull();
            assertThat(patrol.signals()).isEmpty();
        } finally {
            server.executeIn(shop.database(), "ROLLBACK PREPARED '" + gid + "'");
        }
    }

    private List<CompletableFuture<Void>> readers(int count) {
        return Stream.generate(shop::session)
                .limit(count)
                .map(reader -> reader.start(READ))
                .toList();
    }
}
