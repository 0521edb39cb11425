package lockkeeper.cost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The daemon as the image has it: a Java runtime of its own with its defaults, and the AOT cache.
record Installation(Path folder) {
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    /// Makes it anew of what `mvn package` has built.
    static Installation make() throws IOException, InterruptedException {
        if (!Files.exists(Path.of("target/lockkeeper.jar")))
            throw new IllegalStateException("build it first: mvn -q -DskipTests package");
        var folder = Path.of("target/footprint").toAbsolutePath();
        delete(folder);
        var script = new ProcessBuilder("ci/install.sh", folder.toString()).inheritIO();
        script.environment().put("JAVA_HOME", JDK.toString());
        if (script.start().waitFor() != 0) throw new IllegalStateException("ci/install.sh failed");
        return new Installation(folder);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /// The command line of the installed program, as in the image.
    List<String> command(String... arguments) {
        return command("-XX:AOTCache=" + folder.resolve("lockkeeper.aot"), arguments);
    }

    List<String> commandWithoutCache(String... arguments) {
        return command("-XX:AOTMode=off", arguments);
    }

    private List<String> command(String option, String... arguments) {
        var command = new ArrayList<String>();
        command.add(folder.resolve("java/bin/java").toString());
        command.addAll(List.of(option, "-jar", folder.resolve("lockkeeper.jar").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// `java -version` of the JDK that it was made with.
    static List<String> javaVersion() {
        return List.of(JDK.resolve("bin/java").toString(), "-version");
    }
}
