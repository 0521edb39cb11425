package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Reason;
import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;

/// A plain autovacuum yields by itself, and until then nobody is to blame.
@HasOwnServers
class AutovacuumIT {
    private static final String SLOWLY =
            """
            INSERT INTO users SELECT i, repeat('x', 500) FROM generate_series(100, 9000) i;
            DELETE FROM users WHERE id > 99;
            ALTER TABLE users SET (autovacuum_vacuum_threshold = 1,
                autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 100,
                autovacuum_vacuum_cost_limit = 1);
            """;

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void theServerIsGivenTimeToEndIt(int major) {
        try (var server =
                        PostgresServer.of(major)
                                .with("autovacuum", "on")
                                .with("autovacuum_naptime", "1s")
                                .with("deadlock_timeout", "4s") // long enough to queue up in
                                .start();
                var patrol = new Patrol(server, Patrol.role(server)).awaitLead();
                var shop = new Shop(server)) {
            server.executeIn(shop.database(), SLOWLY); // an old server counts at the disconnect
            var vacuums =
                    "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%.users%'"
                            + " AND backend_type = 'autovacuum worker'";
            await().atMost(Duration.ofSeconds(30)).until(() -> "t".equals(server.query(vacuums)));
            var ddl = shop.session();
            var migration = ddl.start("ALTER TABLE users ADD COLUMN email text");
            ddl.awaitBlocked();
            var one = shop.session().start("SELECT count(*) FROM users");
            var other = shop.session().start("SELECT count(*) FROM users");

            var declined = patrol.awaitDeclined(Reason.AUTOVACUUM_YIELDS);
            assertThat(declined.detail()).contains("deadlock_timeout");
            patrol.assertServed(migration);
            patrol.assertServed(one);
            patrol.assertServed(other);
            assertThat(patrol.signals()).isEmpty();
        }
    }
}
