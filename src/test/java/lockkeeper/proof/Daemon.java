package lockkeeper.proof;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The released program as a process of its own: `java -jar target/lockkeeper.jar …`, in a folder
/// of its own, which is where a journal goes that no configuration names.
final class Daemon implements AutoCloseable {
    private static final Path JAR = Path.of("target", "lockkeeper.jar").toAbsolutePath();

    /// Also in JSON, where a slash has a backslash before it.
    private static final Pattern LISTENING =
            Pattern.compile("listening on http:[\\\\/]+127\\.0\\.0\\.1:(\\d+)\\\\?/");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private final HttpClient client = HttpClient.newHttpClient();

    private Daemon(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::readOutput);
    }

    static Daemon start(String... arguments) {
        return start(List.of(), arguments);
    }

    static Daemon start(List<String> jvmOptions, String... arguments) {
        return start(Map.of(), jvmOptions, arguments);
    }

    /// @param environment what it has beside ours
    static Daemon start(
            Map<String, String> environment, List<String> jvmOptions, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        try {
            var folder = Files.createTempDirectory("lockkeeper-daemon");
            folder.toFile().deleteOnExit(); // some are stopped and never closed
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.directory(folder.toFile()).environment().putAll(environment);
            return new Daemon(folder, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(output::add);
        } catch (IOException | UncheckedIOException e) {
            // it was killed
        }
    }

    /// What it printed so far, on both outputs.
    String output() {
        return String.join("\n", output);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Where it listens, once it does.
    int port() {
        await("it listens").atMost(PATIENCE).until(() -> !process.isAlive() || foundPort() != 0);
        if (foundPort() == 0) throw new IllegalStateException("it ended: " + output());
        return foundPort();
    }

    private int foundPort() {
        var found = LISTENING.matcher(output());
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    /// With an empty object as the body.
    HttpResponse<String> post(String path, String token) {
        return post(path, token, "{}");
    }

    HttpResponse<String> post(String path, String token, String body) {
        return send(
                request(path)
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        var uri = URI.create("http://127.0.0.1:%d%s".formatted(port(), path));
        return HttpRequest.newBuilder(uri).timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage() + "\n" + output(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitStatus(int status, String path) {
        await("%d from %s".formatted(status, path))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> get(path).statusCode() == status);
    }

    /// Sends a signal by its name, such as `HUP`.
    void signal(String name) {
        signal(name, Long.toString(process.pid()));
    }

    /// Sends a signal to any process.
    static void signal(String name, String pid) {
        try {
            new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("kill -" + name, e);
        }
    }

    /// The value of a metric by its name with all labels; not a number if it is not there.
    double metric(String name) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /// SIGKILL.
    void kill() throws InterruptedException {
        signal("KILL");
        exitCode();
    }

    /// SIGTERM; how long it took to end.
    Duration terminate() throws InterruptedException {
        var begun = System.nanoTime();
        process.destroy();
        exitCode();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /// Waits for its end.
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            throw new IllegalStateException("it does not end: " + output());
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.close();
        try {
            exitCode();
            removeFolder();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void removeFolder() throws IOException {
        if (!Files.exists(folder)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
