package lockkeeper.proof;

import static lockkeeper.proof.Patrol.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The whole guard, from the sentinel to the signal, where the server itself is in trouble.
@HasOwnServers
@ParameterizedClass
@MethodSource("majors")
class GuardInStormsIT {
    private static final String CATALOGS =
            "pg_class, pg_attribute, pg_proc, pg_type, pg_authid, pg_database, pg_auth_members,"
                    + " pg_db_role_setting";

    private final PostgresServer server;
    private final Patrol patrol;
    private final Shop shop;
    private final List<Session> others = new ArrayList<>();
    private final Session ddl;
    private final List<Session> clients = new ArrayList<>();

    GuardInStormsIT(int major) {
        server = PostgresServer.of(major).with("max_connections", "30").start();
        shop = new Shop(server);
        patrol = new Patrol(server, Patrol.role(server));
        shop.began("SELECT count(*) FROM users");
        ddl = shop.session();
        for (var i = 0; i < 3; i++) clients.add(shop.session().run("SELECT count(*) FROM users"));
        patrol.awaitLead();
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @AfterEach
    void close() {
        others.forEach(Session::close);
        patrol.close();
        shop.close();
        server.close();
    }

    /// In a pile-up that is there already: with the catalogs locked no statement could be planned
    /// that would join it.
    @Test
    void aPileUpIsEndedWithEveryCatalogLocked() {
        var migration = pileUp();
        lockCatalogs();
        patrol.under(Patrol.usual());
        patrol.awaitEnd(migration);
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
    }

    @Test
    void aPileUpIsEndedWithEveryConnectionTaken() {
        takeEverySlot();
        var migration = pileUp();
        patrol.under(Patrol.usual());
        patrol.awaitEnd(migration);
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
    }

    @Test
    void aPileUpIsEndedInAStormOfInvalidations() {
        var storm = server.session();
        others.add(storm);
        var done =
                storm.start(
                        """
                        DO $$ BEGIN FOR i IN 1..400 LOOP
                          EXECUTE 'CREATE TABLE storm (a int, b text, c int, PRIMARY KEY (a))';
                          EXECUTE 'DROP TABLE storm';
                          COMMIT;
                        END LOOP; END $$
                        """);
        var migration = pileUp();
        patrol.under(Patrol.usual());
        patrol.awaitEnd(migration);
        assertThat(patrol.signals()).containsExactly(cancel(ddl));
        patrol.awaitEnd(done);
    }

    /// One that the guard leaves alone for now, or it would end it before all are there.
    private CompletableFuture<Void> pileUp() {
        patrol.under(Patrol.usual().queued(20));
        var migration = ddl.start("ALTER TABLE users ADD COLUMN email text");
        ddl.awaitBlocked();
        for (var client : clients) client.startAndBlock("SELECT count(*) FROM users");
        return migration;
    }

    private void lockCatalogs() {
        var maintenance = server.session();
        var application = server.session(shop.database());
        others.add(application);
        others.add(maintenance);
        // both databases have a pg_class of their own; the shared catalogs are one
        maintenance.run("BEGIN; LOCK TABLE pg_class, pg_attribute, pg_proc, pg_type");
        application.run("BEGIN; LOCK TABLE " + CATALOGS);
    }

    private void takeEverySlot() {
        try {
            while (true) others.add(shop.session());
        } catch (IllegalStateException e) {
            // full, but for what is reserved for superusers
        }
    }
}
