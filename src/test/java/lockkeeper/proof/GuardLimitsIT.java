package lockkeeper.proof;

import static lockkeeper.proof.Patrol.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.GuardMode;
import lockkeeper.guard.Reason;
import lockkeeper.guard.Rules;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Whom the guard leaves alone, and that it says why.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardLimitsIT {
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";
    private static final String READ = "SELECT count(*) FROM users";

    private final PostgresServer server = PostgresServer.shared(PostgresServer.majors().getLast());
    private final Patrol patrol = new Patrol(server, Patrol.role(server));
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(server);
        patrol.awaitLead();
        patrol.entries().clear();
    }

    @AfterEach
    void closeShop() {
        shop.close();
        patrol.under(Patrol.usual());
    }

    @AfterAll
    void close() {
        patrol.close();
    }

    @Test
    void observeTouchesNobody() {
        patrol.under(Patrol.usual().mode(GuardMode.OBSERVE));
        var migration = pileUp(shop.session(), ALTER);
        assertThat(patrol.awaitDeclined(Reason.OBSERVING).detail()).contains("held up");
        assertUntouched(migration);
    }

    @Test
    void aProtectedUserIsNotTouched() {
        patrol.under(Patrol.usual().protect(Rules.users(shop.owner())));
        var migration = pileUp(shop.session(), ALTER);
        assertThat(patrol.awaitDeclined(Reason.PROTECTED).detail()).contains(shop.owner());
        assertUntouched(migration);
    }

    @Test
    void aProtectedRelationIsNotTouched() {
        patrol.under(Patrol.usual().protect(Rules.relations("public\\.users")));
        var migration = pileUp(shop.session(), ALTER);
        patrol.awaitDeclined(Reason.PROTECTED);
        assertUntouched(migration);

        patrol.under(Patrol.usual().protect(Rules.relations("public\\.orders")));
        patrol.assertCancelled(migration);
    }

    @Test
    void whoHoldsItsLockIsNotTouchedWhereHoldersIsFalse() {
        patrol.under(Patrol.usual().holders(false));
        var ddl = shop.began(ALTER);
        readers();
        patrol.awaitDeclined(Reason.HOLDS_ITS_LOCK);
        assertThat(patrol.signals()).isEmpty();
        ddl.run("COMMIT");
    }

    @Test
    void aSuperusersDdlIsSaidAndNotTried() {
        var migration = pileUp(shop.sessionOf(PostgresServer.SUPERUSER), ALTER);
        patrol.awaitDeclined(Reason.SUPERUSER);
        assertUntouched(migration);
    }

    @Test
    void lockTableIsProtectedUnlessSaidOtherwise() {
        var migration = pileUp(shop.session().run("BEGIN"), "LOCK TABLE users");
        patrol.awaitDeclined(Reason.PROTECTED);
        assertUntouched(migration);
    }

    @Test
    void aConcurrentBuildIsLeftAloneAndTheDdlBehindItIsNot() {
        shop.began("UPDATE users SET name = '' WHERE id = 1");
        var builder = shop.session();
        var build = builder.start("CREATE INDEX CONCURRENTLY users_name ON users (name)");
        builder.awaitBlocked();
        var ddl = shop.session();
        var migration = ddl.start(ALTER);
        ddl.awaitBlocked();
        readers().forEach(patrol::assertServed);

        patrol.assertCancelled(migration);
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
        assertThat(build).isNotDone();
    }

    @Test
    void aLockkeeperThatMayNotSignalSaysSo() {
        try (var weak = new Patrol(server, server.newRole("IN ROLE pg_monitor"))) {
            patrol.under(Patrol.usual().mode(GuardMode.OFF));
            var migration = pileUp(shop.session(), ALTER);
            weak.awaitDeclined(Reason.NOT_ALLOWED);
            assertThat(weak.signals()).isEmpty();
            assertUntouched(migration);
        }
    }

    @Test
    void aLockkeeperThatMayNotSeeConcludesNothing() {
        try (var blind = new Patrol(server, server.newRole("IN ROLE pg_signal_backend"))) {
            patrol.under(Patrol.usual().mode(GuardMode.OFF));
            var migration = pileUp(shop.session(), ALTER);
            assertThat(blind.awaitDeclined(Reason.CANNOT_SEE).detail()).contains("pg_monitor");
            assertThat(blind.signals()).isEmpty();
            assertUntouched(migration);
        }
    }

    @Test
    void ofTwoLockkeepersOneActs() {
        try (var second = new Patrol(server, Patrol.role(server))) {
            var ddl = shop.session();
            var migration = pileUp(ddl, ALTER);
            second.awaitDeclined(Reason.NOT_LEADER);
            patrol.assertCancelled(migration);
            assertThat(patrol.signals()).containsExactly(cancel(ddl));
            assertThat(second.signals()).isEmpty();
            assertThat(second.leads()).isFalse();
        }
    }

    // ---- the stage

    /// A report, then this, then readers; the middle one.
    private CompletableFuture<Void> pileUp(Session ddl, String sql) {
        shop.began(READ);
        var migration = ddl.start(sql);
        ddl.awaitBlocked();
        readers();
        return migration;
    }

    private List<CompletableFuture<Void>> readers() {
        return Stream.generate(shop::session).limit(2).map(reader -> reader.start(READ)).toList();
    }

    private void assertUntouched(CompletableFuture<Void> migration) {
        assertThat(patrol.signals()).isEmpty();
        assertThat(migration).isNotDone();
    }
}
