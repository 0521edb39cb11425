package lockkeeper.proof;

import static lockkeeper.proof.Patrol.cancel;
import static lockkeeper.proof.Patrol.terminate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Reason;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// A cancel that does not release anybody is noticed and followed by a terminate; a framework that
/// tries again is dealt with anew, within the limits.
@ParameterizedClass
@MethodSource("majors")
class OutcomeIT {
    private static final String NOTE = "ALTER TABLE orders ADD COLUMN note text";
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";

    private final Patrol patrol;
    private final Shop shop;

    OutcomeIT(int major) {
        var server = PostgresServer.shared(major);
        shop = new Shop(server); // first, so that the names of its roles are known from the start
        patrol = new Patrol(server, Patrol.role(server));
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
    void whatASavepointKeepsLockedIsSeenAndEnded() {
        var report = shop.began("SELECT count(*) FROM users");
        var ddl = shop.began(NOTE + "; SAVEPOINT before");
        var buyers = readersOf("orders");
        var migration = ddl.start(ALTER);
        ddl.awaitBlocked();
        patrol.assertCancelled(migration);
        buyers.forEach(patrol::assertServed);
        assertEscalated(ddl);
        report.run("COMMIT");
    }

    @Test
    void whatTheDriversSavepointKeepsLockedIsSeenAndEnded() throws SQLException {
        var report = shop.began("SELECT count(*) FROM users");
        var ddl = shop.sessionOf(shop.owner(), "autosave", "always");
        ddl.connection().setAutoCommit(false);
        ddl.run(NOTE);
        var buyers = readersOf("orders");
        var migration = ddl.start(ALTER);
        ddl.awaitBlocked();
        patrol.assertCancelled(migration);
        buyers.forEach(patrol::assertServed);
        assertEscalated(ddl);
        report.run("COMMIT");
    }

    @Test
    void aHandlerThatSwallowsTheCancelIsEnded() {
        var ddl = shop.session();
        var stubborn =
                ddl.start(
                        """
                        DO $$BEGIN
                            %s;
                            BEGIN PERFORM pg_sleep(60);
                            EXCEPTION WHEN query_canceled THEN PERFORM pg_sleep(60);
                            END;
                        END$$
                        """
                                .formatted(NOTE));
        shop.awaitLock(ddl, "AccessExclusiveLock");
        var buyers = readersOf("orders");
        buyers.forEach(patrol::assertServed);
        patrol.awaitEnd(stubborn);
        assertThatThrownBy(stubborn::join).hasMessageContaining("terminating connection");
        assertEscalated(ddl);
    }

    @Test
    void whoHoldsNothingThatMattersAfterTheCancelLivesOn() {
        var report = shop.began("SELECT count(*) FROM users");
        var ddl = shop.began(NOTE + "; SAVEPOINT before");
        var migration = ddl.start(ALTER);
        ddl.awaitBlocked();
        var readers = readersOf("users");
        patrol.assertCancelled(migration);
        readers.forEach(patrol::assertServed);
        assertThat(patrol.awaitDone(1))
                .extracting(JournalEntry.Done::outcome)
                .containsExactly(Outcome.RELEASED);
        ddl.run("ROLLBACK TO before; COMMIT");
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
        report.run("COMMIT");
    }

    /// Each statement is over before a signal for it could come, as in a migration that fills a
    /// column row by row. The driver sends them along in batches.
    @Test
    void aTransactionOfManyShortStatementsDoesNotSlipAway() {
        patrol.under(Patrol.usual().queued(10).maxActions(3));
        var ddl = shop.sessionOf(shop.owner(), "preferQueryMode", "extended");
        ddl.run("BEGIN").run(NOTE);
        var backfill = CompletableFuture.runAsync(() -> fillRowByRow(ddl));
        var buyers = sessionsOn("orders", 10);
        buyers.forEach(patrol::assertServed);
        patrol.awaitEnd(backfill);
        patrol.awaitOutcome(Outcome.RELEASED);
        assertThat(patrol.signals())
                .hasSizeBetween(1, 3)
                .allMatch(s -> s.endsWith(" " + ddl.pid()));
    }

    private static void fillRowByRow(Session ddl) {
        try (var statement = ddl.connection().createStatement()) {
            while (true) {
                for (var row = 0; row < 2000; row++)
                    statement.addBatch(
                            "UPDATE users SET name = '%d' WHERE id = 1 AND pg_sleep(0.001) IS NULL"
                                    .formatted(row));
                statement.executeBatch();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Test
    void aFrameworkThatTriesAgainCountsAgainstTheLimits() {
        patrol.under(Patrol.usual().maxActions(2));
        var report = shop.began("SELECT count(*) FROM users");
        var framework = shop.session();
        for (var attempt = 1; attempt <= 2; attempt++) {
            var migration = framework.start(ALTER);
            framework.awaitBlocked();
            var readers = readersOf("users");
            patrol.assertCancelled(migration);
            readers.forEach(patrol::assertServed);
            patrol.awaitDone(attempt);
        }
        var third = framework.start(ALTER);
        framework.awaitBlocked();
        readersOf("users");
        var declined = patrol.awaitDeclined(Reason.CIRCUIT_OPEN);
        assertThat(third).isNotDone();
        assertThat(patrol.signals()).containsExactly(cancel(framework), cancel(framework));
        assertThat(patrol.incidentsOfSignals()).containsExactly(declined.incident());
        report.run("COMMIT");
        patrol.assertServed(third);
    }

    private List<CompletableFuture<Void>> readersOf(String table) {
        return sessionsOn(table, 2);
    }

    private List<CompletableFuture<Void>> sessionsOn(String table, int count) {
        return Stream.generate(shop::session)
                .limit(count)
                .map(reader -> reader.start("SELECT count(*) FROM " + table))
                .toList();
    }

    private void assertEscalated(Session ddl) {
        assertThat(patrol.awaitDone(2))
                .extracting(JournalEntry.Done::outcome)
                .containsExactly(Outcome.INEFFECTIVE, Outcome.RELEASED);
        assertThat(patrol.signals()).containsExactly(cancel(ddl), terminate(ddl));
    }
}
