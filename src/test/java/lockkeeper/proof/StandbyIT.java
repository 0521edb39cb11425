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

/// On a standby, where the locks of DDL on the primary are replayed, nobody is signalled.
@HasOwnServers
class StandbyIT {
    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void readersBehindReplayedDdlAreSaidAndNobodyIsSignalled(int major) {
        try (var primary = PostgresServer.of(major).start()) {
            primary.execute("CREATE TABLE users (id int)");
            var role = Patrol.role(primary);
            try (var standby = primary.standby();
                    var patrol = new Patrol(standby, role);
                    var ddl = primary.session();
                    var first = standby.session();
                    var second = standby.session()) {
                patrol.awaitLead();
                await("it says so before anybody waits")
                        .until(() -> patrol.standsDown() == Reason.STANDBY);
                ddl.run("BEGIN; ALTER TABLE users ADD COLUMN email text");
                var replayed =
                        "SELECT count(*) > 0 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND"
                                + " locktype = 'relation'";
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> "t".equals(standby.query(replayed)));
                var one = first.start("SELECT count(*) FROM users");
                var other = second.start("SELECT count(*) FROM users");
                assertThat(patrol.awaitDeclined(Reason.STANDBY).detail()).contains("primary");
                assertThat(patrol.signals()).isEmpty();
                ddl.run("COMMIT");
                patrol.assertServed(one);
                patrol.assertServed(other);
            }
        }
    }
}
