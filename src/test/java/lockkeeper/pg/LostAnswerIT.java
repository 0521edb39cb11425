package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Action;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.SignalResult;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A signal whose answer the network swallows, and one that it does not let out.
@HasOwnServers
class LostAnswerIT {
    private final PostgresServer server =
            PostgresServer.of(PostgresServer.majors().getLast()).start();
    private final TcpProxy proxy = new TcpProxy(server.port());
    private final PgTarget remote =
            PgTarget.open(
                    new TargetSettings("remote", proxy.url(), "postgres", null),
                    SamplingSettings.DEFAULTS);
    private final Session report = server.session();
    private final Session ddl = server.session();
    private CompletableFuture<Void> migration;
    private PinnedBackend pin;

    @BeforeEach
    void pileUp() throws SnapshotFailed {
        Targets.awaitConnected(remote);
        await().atMost(Duration.ofSeconds(20)).until(remote.leadership()::isLeader);
        report.run("CREATE TABLE users (id int)").run("BEGIN; SELECT * FROM users");
        migration = ddl.start("ALTER TABLE users ADD COLUMN email text");
        ddl.awaitBlocked();
        pin = Pins.of(remote.source().read(), ddl.pid());
    }

    @AfterEach
    void close() {
        ddl.close();
        report.close();
        remote.close();
        proxy.close();
        server.close();
    }

    @Test
    void theResultIsUnknownAndWithoutConnectionNothingIsSent() {
        proxy.silenceAfter(pin.mode().pgName());
        assertThat(remote.control().signal(Action.CANCEL, pin))
                .isInstanceOf(SignalResult.Unknown.class);
        assertThat(remote.control().signal(Action.CANCEL, pin))
                .isInstanceOf(SignalResult.Unreachable.class);
        assertThatThrownBy(migration::join).hasMessageContaining("canceling statement");
    }

    @Test
    void whereTheServerNoLongerAnswersNothingIsSent() {
        proxy.silence();
        assertThat(remote.control().signal(Action.CANCEL, pin))
                .isInstanceOf(SignalResult.Unreachable.class);
        report.run("COMMIT");
        migration.join();
    }
}
