package lockkeeper.ops;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A program of this machine that a test needs. Where it is missing the test is skipped, unless the
/// environment variable `LOCKKEEPER_REQUIRE` (names with commas between) says that it must be
/// there.
public record Program(Path path) {
    /// How a run of it ended; the output with what it said on standard error.
    public record Result(int exitCode, String output) {}

    public static Program named(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Program::new)
                .orElseGet(() -> missing(name));
    }

    /// The same, of one with which a test takes long: skipped, too, where it is not required.
    public static Program required(String name) {
        return isRequired(name)
                ? named(name)
                : abort("to run this test, name %s in LOCKKEEPER_REQUIRE".formatted(name));
    }

    private static boolean isRequired(String name) {
        var required = System.getenv().getOrDefault("LOCKKEEPER_REQUIRE", "");
        return List.of(required.split(",")).contains(name);
    }

    private static Program missing(String name) {
        if (isRequired(name)) return fail("%s is required here and not on the PATH", name);
        return abort(name + " is not on the PATH; install it to run this test");
    }

    public Result run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(path.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
