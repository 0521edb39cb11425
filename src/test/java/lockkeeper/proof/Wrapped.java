package lockkeeper.proof;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// The released program with a command under it: `java -jar target/lockkeeper.jar exec … -- …`.
final class Wrapped implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Wrapped(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    static Wrapped start(List<String> options, List<String> command) {
        return start(Map.of(), options, command);
    }

    /// @param environment added to our own
    /// @param command what comes after `--`
    static Wrapped start(
            Map<String, String> environment, List<String> options, List<String> command) {
        var all = new ArrayList<String>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        // the record of a run with actions is kept
        all.add("-Djava.io.tmpdir=" + Path.of("target").toAbsolutePath());
        all.addAll(List.of("-jar", Path.of("target", "lockkeeper.jar").toString(), "exec"));
        all.addAll(options);
        all.add("--");
        all.addAll(command);
        try {
            var builder = new ProcessBuilder(all);
            builder.environment().putAll(environment);
            return new Wrapped(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.errorReader()) {
            lines.lines().forEach(said::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process process() {
        return process;
    }

    /// What came on standard error so far.
    String said() {
        return String.join("\n", said);
    }

    Wrapped awaitSaid(String words) {
        await("'%s' in: %s".formatted(words, said()))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> said().contains(words) || !process.isAlive());
        if (!said().contains(words))
            throw new AssertionError("it ended without '%s': %s".formatted(words, said()));
        return this;
    }

    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                throw new AssertionError("it does not end: " + said());
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
