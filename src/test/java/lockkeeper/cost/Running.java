package lockkeeper.cost;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The daemon as a process of its own, and what Linux counts of it under `/proc`.
final class Running implements AutoCloseable {
    /// Linux counts processor time in hundredths of a second, whatever the machine.
    private static final double MILLIS_A_TICK = 10;

    private final Process process;
    private final String address;
    private final HttpClient client = HttpClient.newHttpClient();

    /// @param port where its configuration lets it listen
    Running(List<String> command, int port, Path log) throws IOException {
        address = "http://127.0.0.1:" + port;
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
    }

    /// Returns once it has a sample of each server.
    void awaitReady() throws IOException, InterruptedException {
        while (!isReady()) {
            if (!process.isAlive()) throw new IllegalStateException("the daemon has ended");
            Thread.sleep(2);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/readyz").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address + path)).build();
        return client.send(request, BodyHandlers.ofString());
    }

    /// The sum of a metric over all its series that match.
    double metric(String series) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.matches(series + " .*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /// Of one file under `/proc` of this process, such as `VmRSS` of `status`.
    double megabytes(String file, String entry) throws IOException {
        var line = Pattern.compile("^" + entry + ":\\s+(\\d+) kB", Pattern.MULTILINE);
        var found = line.matcher(Files.readString(proc(file)));
        if (!found.find()) throw new IllegalStateException("no " + entry);
        return Double.parseDouble(found.group(1)) / 1024;
    }

    /// Processor time so far, in user mode and in the kernel.
    double cpuMillis() throws IOException {
        return ticks(proc("stat"), 14, 15) * MILLIS_A_TICK;
    }

    /// Processor time of all children of this process that have ended.
    static double cpuMillisOfChildren() throws IOException {
        return ticks(Path.of("/proc/self/stat"), 16, 17) * MILLIS_A_TICK;
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    /// Two numbered fields of `stat`, see proc(5). Before them stands a name that may have spaces.
    private static double ticks(Path stat, int one, int other) throws IOException {
        var text = Files.readString(stat);
        var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        return Double.parseDouble(fields[one - 3]) + Double.parseDouble(fields[other - 3]);
    }

    /// Ends it as a container runtime does.
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        client.close();
    }
}
