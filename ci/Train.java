import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Makes the AOT cache of an installation (`java`, `lockkeeper.jar`, `lib`) in its folder, with
/// which the daemon starts in a fraction of the time: `java Train.java FOLDER`. It lets the daemon
/// live through a recorded pile-up, asks it everything that can be asked, ends it, and checks that
/// the cache is used.
class Train {
    private static final List<String> PATHS =
            List.of(
                    "/healthz",
                    "/readyz",
                    "/metrics",
                    "/",
                    "/api/v1/targets",
                    "/api/v1/graph",
                    "/api/v1/incidents");

    /// What the metrics say once the guard has ended the recorded pile-up.
    private static final String DONE = "lockkeeper_guard_actions_total{action=\"cancel\"";

    /// How often it is asked for everything after that.
    private static final int ROUNDS = 20;

    /// For a build on an emulated processor.
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Path folder;
    private final Path cache;
    private final HttpClient client = HttpClient.newHttpClient();

    Train(Path folder) {
        this.folder = folder;
        this.cache = folder.resolve("lockkeeper.aot");
    }

    public static void main(String[] args) throws Exception {
        var train = new Train(Path.of(args[0]).toAbsolutePath());
        train.daemon(Recording.read(Path.of("ci/samples.txt")));
        train.check();
    }

    private void daemon(Recording recording) throws IOException, InterruptedException {
        var home = Files.createTempDirectory("training");
        var replay = new Replay(recording);
        try (var server = new Peer(() -> replay)) {
            int port = freePort();
            var config = Files.writeString(home.resolve("daemon.yaml"), config(home, port, server));
            var process =
                    start(
                            "-XX:AOTCacheOutput=" + cache,
                            // profiles for a compiler that the daemon does not use
                            "-XX:-AOTRecordTraining",
                            "run",
                            "--config",
                            config.toString());
            var metrics = live(process, "http://127.0.0.1:" + port);
            process.destroy();
            if (!process.waitFor(PATIENCE)) process.destroyForcibly();
            if (!metrics.contains(DONE)) throw new IllegalStateException("it saw no pile-up");
        }
        replay.check();
        if (!Files.exists(cache)) throw new IllegalStateException("no cache was written");
    }

    /// Asks until the pile-up is over, and some more; what `/metrics` said at last.
    private String live(Process process, String daemon) throws InterruptedException {
        var metrics = "";
        var begun = System.nanoTime();
        var rounds = 0;
        while (rounds < ROUNDS
                && process.isAlive()
                && System.nanoTime() - begun < PATIENCE.toNanos()) {
            metrics = ask(daemon);
            if (metrics.contains(DONE)) rounds++;
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return metrics;
    }

    /// The guard's limits as in the recording.
    private static String config(Path home, int port, Peer server) {
        return """
        http: {listen: "127.0.0.1:%d"}
        targets:
          - name: main
            url: jdbc:postgresql://127.0.0.1:%d/postgres
            user: lockkeeper
            password: %s
        guard: {mode: enforce, queued: 3, sustained: 300ms}
        journal: {path: "%s"}
        """
                .formatted(port, server.port(), Scram.PASSWORD, home.resolve("journal"));
    }

    /// Everything once; what `/metrics` said.
    private String ask(String daemon) throws InterruptedException {
        var metrics = "";
        try {
            for (var path : PATHS) {
                var request = HttpRequest.newBuilder(URI.create(daemon + path)).build();
                var answer = client.send(request, BodyHandlers.ofString()).body();
                if (path.equals("/metrics")) metrics = answer;
            }
        } catch (IOException e) {
            // it has not started yet
        }
        return metrics;
    }

    private void check() throws IOException, InterruptedException {
        var process = start("-XX:AOTMode=on", "-XX:AOTCache=" + cache, "version");
        if (process.waitFor() != 0) throw new IllegalStateException("the cache cannot be used");
        System.out.println("AOT cache: " + Files.size(cache) / 1_000_000 + " MB");
    }

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(folder.resolve("java/bin/java").toString());
        for (var argument : arguments) if (argument.startsWith("-XX:")) command.add(argument);
        command.addAll(List.of("-jar", folder.resolve("lockkeeper.jar").toString()));
        for (var argument : arguments) if (!argument.startsWith("-XX:")) command.add(argument);
        return new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
