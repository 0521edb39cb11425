package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Action;
import lockkeeper.guard.SignalResult;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// A signal whose answer the network swallows, and one that it does not let out.
@HasOwnServers
class LostAnswerIT {
    @AutoClose
    private final PostgresServer server =
            PostgresServer.of(PostgresServer.majors().getLast()).start();

    @Test
    void theResultIsUnknownAndWithoutConnectionNothingIsSent() throws SnapshotFailed {
        server.execute("CREATE TABLE users (id int)");
        try (var proxy = new TcpProxy(server.port());
                var remote =
                        PgTarget.open(
                                new TargetSettings("remote", proxy.url(), "postgres", null),
                                SamplingSettings.DEFAULTS);
                var report = server.session();
                var ddl = server.session()) {
            Targets.awaitConnected(remote);
            await().atMost(Duration.ofSeconds(20)).until(remote.leadership()::isLeader);
            report.run("BEGIN; SELECT * FROM users");
            var migration = ddl.start("ALTER TABLE users ADD COLUMN email text");
            ddl.awaitBlocked();
            var pin = Pins.of(remote.source().read(), ddl.pid());
            proxy.silenceAfter(pin.mode().pgName());
            assertThat(remote.control().signal(Action.CANCEL, pin))
                    .isInstanceOf(SignalResult.Unknown.class);
            assertThat(remote.control().signal(Action.CANCEL, pin))
                    .isInstanceOf(SignalResult.Unreachable.class);
            assertThatThrownBy(migration::join).hasMessageContaining("canceling statement");
            report.run("COMMIT");
        }
    }

    @Test
    void whereTheServerNoLongerAnswersNothingIsSent() throws SnapshotFailed {
        server.execute("CREATE TABLE orders (id int)");
        try (var proxy = new TcpProxy(server.port());
                var remote =
                        PgTarget.open(
                                new TargetSettings("remote", proxy.url(), "postgres", null),
                                SamplingSettings.DEFAULTS);
                var report = server.session();
                var ddl = server.session()) {
            Targets.awaitConnected(remote);
            await().atMost(Duration.ofSeconds(20)).until(remote.leadership()::isLeader);
            report.run("BEGIN; SELECT * FROM orders");
            ddl.startAndBlock("ALTER TABLE orders ADD COLUMN email text");
            var pin = Pins.of(remote.source().read(), ddl.pid());
            proxy.silence();
            assertThat(remote.control().signal(Action.CANCEL, pin))
                    .isInstanceOf(SignalResult.Unreachable.class);
            report.run("COMMIT");
        }
    }
}
