package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// On a machine that writes numbers with other digits, and small letters without a dot, everything
/// works and reads the same.
@HasOwnServers
class HostileLocaleIT {
    private static final List<String> PATHS = List.of("/metrics", "/api/v1/targets", "/readyz");

    @TempDir private Path folder;
    private final PostgresServer server =
            PostgresServer.of(PostgresServer.majors().getLast()).start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theDaemonIsTheSame() throws Exception {
        var here = said("en", "US");
        assertThat(here).contains("lockkeeper_up", "\"sustained\":\"0s\"", "\"ready\":true");
        assertThat(said("ar", "EG")).isEqualTo(here);
        assertThat(said("tr", "TR")).isEqualTo(here);
        assertThat(said("fa", "IR")).isEqualTo(here);
    }

    /// What a daemon says that watches a server on which nothing happens, without its measurements.
    private String said(String language, String country) throws Exception {
        var options = List.of("-Duser.language=" + language, "-Duser.country=" + country);
        var config =
                Files.writeString(
                        folder.resolve("lockkeeper.yaml"),
                        """
                        http: {listen: "127.0.0.1:0"}
                        targets: [{name: main, url: "%s", user: postgres}]
                        guard: {mode: enforce, budget: 12.5}
                        journal: {path: "%s"}
                        """
                                .formatted(server.url(), folder.resolve("journal")));
        try (var daemon = Daemon.start(options, "run", "--config", config.toString())) {
            daemon.awaitStatus(200, "/armedz");
            return PATHS.stream()
                    .map(path -> daemon.get(path).body())
                    .map(HostileLocaleIT::withoutMeasurements)
                    .collect(Collectors.joining("\n"));
        }
    }

    /// Digits are ASCII or they stay, and so does every letter.
    private static String withoutMeasurements(String text) {
        return text.lines()
                // neither of the JVM nor of what is found out later than the rest
                .filter(line -> line.matches("[{\\[].*") || line.contains("lockkeeper_"))
                .filter(line -> !line.matches(".*(database=|_indexes|_constraints).*"))
                .map(line -> line.replaceAll("\\d+(\\.\\d+)?(E-?\\d+)?", "0"))
                .sorted()
                .collect(Collectors.joining("\n"));
    }
}
