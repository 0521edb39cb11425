package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// The server goes away in every way: we notice in time, say so, and are back soon after it.
@HasOwnServers
@ParameterizedClass
@MethodSource("majors")
class OutageIT {
    private final int major;
    @AutoClose private final Outages outages;
    private final PostgresServer server;
    private final TcpProxy proxy;

    OutageIT(int major) {
        this.major = major;
        outages = new Outages(major);
        server = outages.server;
        proxy = outages.proxy;
    }

    static List<Integer> majors() {
        return List.of(PostgresServer.majors().getLast());
    }

    @Test
    void frozenForAShortTime() {
        frozenUntil(Duration.ofSeconds(4));
    }

    @Test
    @Tag("long")
    void frozenForTenSeconds() {
        frozenUntil(Duration.ofSeconds(10));
    }

    @Test
    void killedAndRestarted() {
        server.kill();
        outages.awaitBlind(SnapshotFailed.Reason.UNREACHABLE);
        server.start();
        outages.awaitSeen(Outages.BACK);
    }

    @Test
    void stoppedAndRestarted() {
        server.stop();
        outages.awaitBlind(SnapshotFailed.Reason.UNREACHABLE);
        server.start();
        outages.awaitSeen(Outages.BACK);
    }

    @Test
    void failedOverToAnotherServerBehindTheSameAddress() {
        try (var other = PostgresServer.of(PostgresServer.majors().getFirst()).start()) {
            server.kill();
            outages.awaitBlind(SnapshotFailed.Reason.UNREACHABLE);
            proxy.redirect(other.port());
            outages.awaitSeen(Outages.BACK);
            assertThat(Objects.requireNonNull(outages.target.source().facts()).version())
                    .isEqualTo(other.query("SHOW server_version"));
        }
    }

    @Test
    void swallowedByTheNetwork() {
        proxy.silence();
        outages.awaitBlind(SnapshotFailed.Reason.TIMEOUT);
        // also what is new is swallowed
        await().during(Duration.ofSeconds(2)).until(() -> outages.sampling.failure() != null);
        proxy.restore();
        outages.awaitSeen(Outages.BACK);
    }

    @Test
    void nothingIsLeftBehindAfterSomeOutages() throws Exception {
        assertThat(Outages.complaint(major, 4)).isEmpty();
    }

    @Test
    @Tag("long")
    void nothingIsLeftBehindAfterFiftyOutages() throws Exception {
        assertThat(Outages.complaint(major, 50)).isEmpty();
    }

    private void frozenUntil(Duration time) {
        server.suspend();
        try {
            outages.awaitBlind(SnapshotFailed.Reason.TIMEOUT);
            await().during(time.minus(Outages.NOTICED))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> outages.sampling.failure() != null);
        } finally {
            server.resume();
        }
        outages.awaitSeen(Outages.BACK);
    }
}
