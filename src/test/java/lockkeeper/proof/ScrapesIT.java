package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A scrape asks nobody: it is answered at once, however many there are, whoever hangs up, and
/// whether or not the database answers.
@HasOwnServers
class ScrapesIT {
    /// Far longer than any scrape takes, far shorter than any wait for the database.
    private static final Duration AT_ONCE = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private PostgresServer server;
    private Daemon daemon;

    @BeforeEach
    void start() {
        server = PostgresServer.of(PostgresServer.majors().getLast()).start();
        server.execute("CREATE ROLE lockkeeper LOGIN IN ROLE pg_monitor");
        var patient = "sampling: {statement_timeout: 60s}";
        daemon = Outpost.make(folder, server.url(), patient).start();
    }

    @AfterEach
    void stop() {
        daemon.close();
        server.close();
    }

    @Test
    void twoHundredAtOnceAreAnsweredWhileTheDatabaseIsFrozen() throws Exception {
        server.suspend();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var begun = System.nanoTime();
            var rude = new ArrayList<Future<Integer>>();
            for (var i = 0; i < 50; i++) rude.add(threads.submit(hangUpAfter(i * 100)));
            Callable<HttpResponse<String>> scrape = () -> daemon.get("/metrics");
            var scrapes = new ArrayList<Future<HttpResponse<String>>>();
            for (var i = 0; i < 200; i++) scrapes.add(threads.submit(scrape));

            for (var one : scrapes)
                assertThat(one.get().body()).contains("lockkeeper_up{target=\"main\"}");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
            for (var one : rude) assertThat(one.get()).isNotNegative();
        } finally {
            server.resume();
        }
        assertThat(daemon.output()).doesNotContain("ERROR", "Exception");
    }

    /// With a reset, as a scraper that has run into its timeout.
    private Callable<Integer> hangUpAfter(int bytes) {
        return () -> {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
                socket.setSoLinger(true, 0);
                var request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                return socket.getInputStream().readNBytes(bytes).length;
            }
        };
    }
}
