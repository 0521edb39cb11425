package lockkeeper.ops;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A chart, read by the real Helm engine. The release is called `r` in namespace `n`.
record Chart(Path folder) {
    static final Path SOURCE = Path.of("helm/lockkeeper");

    // the engine's `template` leaves hooks out, and they are to be checked like the rest
    private static final String HOOK = "helm.sh/hook:";
    private static final String NO_HOOK = "example.org/hook:";

    /// Ours, as a package would hold it: with files where the sources have links.
    static final Chart LOCKKEEPER = new Chart(Path.of("target/helm/lockkeeper")).copyOf(SOURCE);

    /// The values files that come with the chart, one for each feature.
    static List<Path> examples() throws IOException {
        try (var files = Files.list(LOCKKEEPER.folder.resolve("ci"))) {
            return files.sorted().toList();
        }
    }

    static Path example(String name) {
        return LOCKKEEPER.folder.resolve("ci").resolve(name + "-values.yaml");
    }

    Chart copyOf(Path source) {
        try (var files = Files.walk(source, FileVisitOption.FOLLOW_LINKS)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = folder.resolve(source.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replace(HOOK, NO_HOOK));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Manifest> render(Path... values) {
        return Manifest.parse(text(values));
    }

    String text(Path... values) {
        var command =
                new Helm(folder)
                        .template()
                        .withKubeVersion("1.33.0")
                        .withName("r")
                        .withNamespace("n");
        Stream.of(values).forEach(command::withValuesFile);
        return command.call();
    }

    /// What an installation would print.
    String notes(Path values) {
        InstallCommand command =
                new Helm(folder)
                        .install()
                        .withKubeVersion("1.33.0")
                        .withName("r")
                        .withNamespace("n");
        return command.clientOnly().dryRun().withValuesFile(values).call().getOutput();
    }
}
