import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Makes the AOT cache of an installation (`java`, `lockkeeper.jar`, `lib`) in its folder, with
/// which the daemon starts in a fraction of the time: `java Train.java FOLDER`. It runs the daemon,
/// asks it everything that can be asked, ends it, and checks that the cache is used.
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

    private final Path folder;
    private final Path cache;

    Train(Path folder) {
        this.folder = folder;
        this.cache = folder.resolve("lockkeeper.aot");
    }

    public static void main(String[] args) throws Exception {
        var train = new Train(Path.of(args[0]).toAbsolutePath());
        train.daemon();
        train.check();
    }

    /// No server answers here: what is trained is the start, the failing login, and the answers.
    private void daemon() throws IOException, InterruptedException {
        int port = freePort();
        var url = "jdbc:postgresql://127.0.0.1:" + freePort() + "/postgres";
        var listen = "127.0.0.1:" + port;
        var process =
                start(
                        "-XX:AOTCacheOutput=" + cache,
                        "run",
                        "--url",
                        url,
                        "--user",
                        "lockkeeper",
                        "--listen",
                        listen);
        try {
            for (int round = 0; round < 50 && process.isAlive(); round++) ask("http://" + listen);
        } finally {
            process.destroy();
        }
        if (!process.waitFor(120, TimeUnit.SECONDS)) process.destroyForcibly();
        if (!Files.exists(cache)) throw new IllegalStateException("no cache was written");
    }

    private static void ask(String daemon) throws InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            for (var path : PATHS) {
                var request = HttpRequest.newBuilder(URI.create(daemon + path)).build();
                client.send(request, BodyHandlers.discarding());
            }
        } catch (IOException e) {
            TimeUnit.MILLISECONDS.sleep(200); // it has not started yet
        }
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
