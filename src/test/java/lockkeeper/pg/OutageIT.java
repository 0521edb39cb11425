package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.SnapshotFailed;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// The server goes away in every way: we notice in time, say so, and are back soon after it.
@Isolated("counts the threads and the memory of the process")
@ParameterizedClass
@MethodSource("majors")
class OutageIT {
    private static final Duration NOTICED =
            SamplingSettings.DEFAULTS
                    .contendedInterval()
                    .multipliedBy(3)
                    .plus(new Timeouts(SamplingSettings.DEFAULTS.statementTimeout()).socket());
    private static final Duration BACK = Duration.ofSeconds(2);

    private final int major;
    private PostgresServer server;
    private TcpProxy proxy;
    private PgTarget target;
    private Sampling sampling;

    OutageIT(int major) {
        this.major = major;
    }

    static List<Integer> majors() {
        return List.of(PostgresServer.majors().getLast());
    }

    @BeforeEach
    void open() {
        server = PostgresServer.of(major).with("max_connections", "30").start();
        proxy = new TcpProxy(server.port());
        target =
                PgTarget.open(
                        new TargetSettings("main", proxy.url(), "postgres", null),
                        SamplingSettings.DEFAULTS);
        Targets.awaitConnected(target);
        sampling = new Sampling(target);
        awaitSeen(NOTICED);
    }

    @AfterEach
    void close() {
        sampling.close();
        target.close();
        proxy.close();
        server.close();
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
        awaitBlind(SnapshotFailed.Reason.UNREACHABLE);
        server.start();
        awaitSeen(BACK);
    }

    @Test
    void stoppedAndRestarted() {
        server.stop();
        awaitBlind(SnapshotFailed.Reason.UNREACHABLE);
        server.start();
        awaitSeen(BACK);
    }

    @Test
    void failedOverToAnotherServerBehindTheSameAddress() {
        try (var other = PostgresServer.shared(PostgresServer.majors().getFirst()).session()) {
            var port = PostgresServer.shared(PostgresServer.majors().getFirst()).port();
            server.kill();
            awaitBlind(SnapshotFailed.Reason.UNREACHABLE);
            proxy.redirect(port);
            awaitSeen(BACK);
            assertThat(Objects.requireNonNull(target.source().facts()).version())
                    .isEqualTo(other.query("SHOW server_version"));
        }
    }

    @Test
    void swallowedByTheNetwork() {
        proxy.silence();
        awaitBlind(SnapshotFailed.Reason.TIMEOUT);
        // also what is new is swallowed
        await().during(Duration.ofSeconds(2)).until(() -> sampling.failure() != null);
        proxy.restore();
        awaitSeen(BACK);
    }

    @Test
    void nothingIsLeftBehindAfterSomeOutages() {
        leavesNothingBehind(4);
    }

    @Test
    @Tag("long")
    void nothingIsLeftBehindAfterFiftyOutages() {
        leavesNothingBehind(50);
    }

    private void leavesNothingBehind(int rounds) {
        outage(0);
        outage(1);
        settle();
        var threads = threads();
        var memory = usedMemory();
        for (var round = 0; round < rounds; round++) outage(round);
        settle();
        assertThat(threads()).isLessThanOrEqualTo(threads);
        assertThat(usedMemory()).isLessThan(memory + 8_000_000);
    }

    private void outage(int round) {
        if (round % 2 == 0) {
            server.kill();
            awaitBlind(SnapshotFailed.Reason.UNREACHABLE);
            server.start();
        } else {
            proxy.silence();
            awaitBlind(SnapshotFailed.Reason.TIMEOUT);
            proxy.restore();
            proxy.cut();
        }
        awaitSeen(BACK.plusSeconds(1));
    }

    /// Until abandoned attempts have ended: two connections, and no thread that still connects.
    private void settle() {
        var ours =
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'lockkeeper%'";
        within(Duration.ofSeconds(30))
                .until(() -> "2".equals(server.query(ours)) && connecting() == 0);
    }

    private static long connecting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("lockkeeper-connect"))
                .count();
    }

    /// Platform threads of ours and of the pool.
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lockkeeper"))
                .count();
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void frozenUntil(Duration time) {
        server.suspend();
        try {
            awaitBlind(SnapshotFailed.Reason.TIMEOUT);
            await().during(time.minus(NOTICED))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> sampling.failure() != null);
        } finally {
            server.resume();
        }
        awaitSeen(BACK);
    }

    private void awaitBlind(SnapshotFailed.Reason reason) {
        within(NOTICED.plusMillis(500)).until(() -> sampling.failure() != null);
        within(Duration.ofSeconds(5))
                .until(
                        () -> {
                            var failure = sampling.failure();
                            return failure != null && failure.reason() == reason;
                        });
    }

    private void awaitSeen(Duration time) {
        within(time).until(() -> sampling.failure() == null && sampling.newest() != null);
    }

    private static ConditionFactory within(Duration time) {
        return await().pollInterval(Duration.ofMillis(20)).atMost(time);
    }
}
