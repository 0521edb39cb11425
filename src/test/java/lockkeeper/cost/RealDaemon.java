package lockkeeper.cost;

import static org.awaitility.Awaitility.await;

import lockkeeper.App;
import lockkeeper.cli.Build;
import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;
import lockkeeper.pg.PostgresServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;

/// The whole daemon in this process, on a server of ours.
final class RealDaemon implements AutoCloseable {
    static final String ROLE = "lockkeeper";

    private final Path folder;
    private final App app;

    private RealDaemon(Path folder, App app) {
        this.folder = folder;
        this.app = app;
    }

    /// @param url where the server answers, perhaps through a proxy
    /// @param settings further sections of the configuration, as YAML
    static RealDaemon start(PostgresServer server, String url, String settings) throws Exception {
        server.execute(
                """
                DO $$ BEGIN
                  IF to_regrole('%1$s') IS NULL THEN
                    CREATE ROLE %1$s LOGIN IN ROLE pg_monitor, pg_signal_backend;
                  END IF;
                END $$
                """
                        .formatted(ROLE));
        var folder = Files.createTempDirectory("lockkeeper-cost");
        var file = folder.resolve("lockkeeper.yaml");
        Files.writeString(
                file,
                """
                http: {listen: "127.0.0.1:0"}
                targets: [{name: main, url: "%s", user: %s}]
                journal: {path: "%s"}
                %s
                """
                        .formatted(url, ROLE, folder.resolve("journal"), settings));
        var configuration = new ConfigurationReader(Map.of()).read(Flags.file(file));
        var app = new App(configuration, Build.current());
        app.start();
        awaitLead(server);
        return new RealDaemon(folder, app);
    }

    /// One that may act holds the lock of the one that acts; one that observes does not want it.
    private static void awaitLead(PostgresServer server) {
        var sql =
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                        + " WHERE locktype = 'advisory' AND application_name = 'lockkeeper actor'";
        await("it leads").atMost(Duration.ofSeconds(20)).until(() -> "1".equals(server.query(sql)));
    }

    @Override
    public void close() throws IOException {
        app.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
