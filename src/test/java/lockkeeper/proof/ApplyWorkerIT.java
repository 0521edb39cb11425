package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Reason;
import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;

/// A worker that does what was done elsewhere waits for the lock of a TRUNCATE, and others wait
/// behind it. It would only come again.
@HasOwnServers
@ParameterizedClass
@MethodSource("majors")
class ApplyWorkerIT {
    private static final String READ = "SELECT count(*) FROM users";

    private final PostgresServer server;
    private final Shop shop;
    private final Patrol patrol;

    ApplyWorkerIT(int major) {
        server = PostgresServer.of(major).with("wal_level", "logical").start();
        shop = new Shop(server);
        patrol = new Patrol(server, Patrol.role(server)).awaitLead();
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @AfterEach
    void close() {
        patrol.close();
        shop.close();
        server.close();
    }

    @Test
    void isLeftAlone() {
        var publisher = server.newDatabase();
        server.executeIn(publisher, "CREATE TABLE users (id int PRIMARY KEY, name text)");
        server.executeIn(publisher, "CREATE PUBLICATION changes FOR TABLE users");
        server.executeIn(
                publisher, "SELECT pg_create_logical_replication_slot('changes', 'pgoutput')");
        server.executeIn(
                shop.database(),
                """
                CREATE SUBSCRIPTION changes
                    CONNECTION 'host=127.0.0.1 port=%d user=postgres dbname=%s'
                    PUBLICATION changes WITH (create_slot = false, copy_data = false)
                """
                        .formatted(server.port(), publisher));
        var report = shop.began(READ);
        server.executeIn(publisher, "TRUNCATE users");
        await("the worker waits")
                .atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                "1"
                                        .equals(
                                                server.query(
                                                        "SELECT count(*) FROM pg_locks WHERE NOT"
                                                                + " granted")));
        shop.crowd(2, READ);

        assertThat(patrol.awaitDeclined(Reason.NEVER_ENDED).detail())
                .contains("logical replication");
        assertThat(patrol.signals()).isEmpty();
        report.run("COMMIT");
    }
}
