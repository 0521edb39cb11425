package lockkeeper.pg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Where the data of the tests' servers is while they run.
final class ServerFolders {
    private static final Path RUN = Path.of("target", "postgres", "run").toAbsolutePath();
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private ServerFolders() {}

    /// The path of a folder that does not exist yet. Its name tells whose it is.
    static Path newFolder(int major) throws IOException {
        var pid = ProcessHandle.current().pid();
        var name = "%d-%d-%d".formatted(pid, major, COUNTER.incrementAndGet());
        return Files.createDirectories(RUN).resolve(name);
    }

    /// Ends the servers, and removes the data, of processes that were killed before they could.
    static void removeLeftovers() throws IOException {
        if (!Files.exists(RUN)) return;
        try (var folders = Files.list(RUN)) {
            for (var folder : folders.filter(ServerFolders::isLeftover).toList()) {
                var pidFile = folder.resolve("postmaster.pid");
                if (Files.exists(pidFile)) {
                    var pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
                    ProcessHandle.of(pid)
                            .filter(p -> p.info().command().orElse("").endsWith("postgres"))
                            .ifPresent(
                                    p ->
                                            PostgresServer.signal(
                                                    "KILL",
                                                    Stream.concat(Stream.of(p), p.descendants())));
                }
                delete(folder);
            }
        }
    }

    private static boolean isLeftover(Path folder) {
        var owner = Long.parseLong(folder.getFileName().toString().replaceFirst("-.*", ""));
        return ProcessHandle.of(owner).isEmpty();
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList())
                Files.deleteIfExists(file);
        }
    }
}
