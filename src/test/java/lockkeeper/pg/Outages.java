package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.SnapshotFailed;

import org.awaitility.core.ConditionFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A server that goes away and comes back, sampled through a proxy. As a program of its own,
/// because it counts the threads and the memory of the whole process: so many outages must leave
/// nothing behind.
final class Outages implements AutoCloseable {
    static final Duration NOTICED =
            SamplingSettings.DEFAULTS
                    .contendedInterval()
                    .multipliedBy(3)
                    .plus(new Timeouts(SamplingSettings.DEFAULTS.statementTimeout()).socket());
    static final Duration BACK = Duration.ofSeconds(2);

    final PostgresServer server;
    final TcpProxy proxy;
    final PgTarget target;
    final Sampling sampling;

    Outages(int major) {
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

    /// `MAJOR ROUNDS`
    public static void main(String[] arguments) {
        try (var outages = new Outages(Integer.parseInt(arguments[0]))) {
            outages.leaveNothingBehind(Integer.parseInt(arguments[1]));
        }
    }

    /// What a process of its own says of so many outages: nothing if all is well.
    static String complaint(int major, int rounds) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Outages.class.getName(),
                                Integer.toString(major),
                                Integer.toString(rounds))
                        .redirectErrorStream(true)
                        .start();
        try (var output = process.inputReader()) {
            var said = output.readAllAsString();
            return process.waitFor() == 0 ? "" : said;
        } finally {
            process.destroy();
        }
    }

    private void leaveNothingBehind(int rounds) {
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

    void awaitBlind(SnapshotFailed.Reason reason) {
        within(NOTICED.plusMillis(500)).until(() -> sampling.failure() != null);
        within(Duration.ofSeconds(5))
                .until(
                        () -> {
                            var failure = sampling.failure();
                            return failure != null && failure.reason() == reason;
                        });
    }

    void awaitSeen(Duration time) {
        within(time).until(() -> sampling.failure() == null && sampling.newest() != null);
    }

    private static ConditionFactory within(Duration time) {
        return await().pollInterval(Duration.ofMillis(20)).atMost(time);
    }

    @Override
    public void close() {
        sampling.close();
        target.close();
        proxy.close();
        server.close();
    }
}
