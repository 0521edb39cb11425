package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;
import lockkeeper.guard.GuardMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// The files in docs/examples.
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("docs/examples");
    private static final Path OPTIONS = Path.of("docs/exec.md");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"argocd-job.yaml", "job-quit.yaml"})
    void whatIsForKubernetesIsWhatItKnowsAndTheDaemonReadsItsFile(String name) throws Exception {
        var manifests = Manifest.parse(Files.readString(EXAMPLES.resolve(name)));
        assertThat(manifests).extracting(Manifest::kind).containsExactly("ConfigMap", "Job");
        assertThat(manifests).allSatisfy(Models::check).allSatisfy(RestrictedProfile::check);

        var file = folder.resolve("lockkeeper.yaml");
        Files.writeString(file, manifests.getFirst().text("data", "lockkeeper.yaml"));
        var configuration =
                new ConfigurationReader(Map.of("PGPASSWORD", "x")).read(Flags.file(file));
        assertThat(configuration.targets().getFirst().guard().mode()).isEqualTo(GuardMode.ENFORCE);
        assertThat(configuration.http().quit()).isEqualTo(name.contains("quit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"github-actions.yaml", "gitlab-ci.yaml"})
    void whatIsForAPipelineUsesOptionsThatThereAre(String name) throws IOException {
        var documents = Manifest.parse(Files.readString(EXAMPLES.resolve(name)));
        assertThat(documents).hasSize(1);
        var line = documents.getFirst().content().toString();
        var ours = line.substring(line.indexOf("lockkeeper.jar exec"), line.indexOf(" -- flyway"));
        var known = Files.readString(OPTIONS);
        var options = Pattern.compile(" (--[a-z-]+)").matcher(ours).results().toList();
        assertThat(options).hasSizeGreaterThan(3);
        for (var option : options) assertThat(known).contains("`" + option.group(1));
    }

    @Test
    void allAreListed() throws IOException {
        var list = Files.readString(EXAMPLES.resolve("README.md"));
        try (var files = Files.list(EXAMPLES)) {
            for (var file : files.toList())
                if (!file.endsWith("README.md"))
                    assertThat(list).contains("(" + file.getFileName() + ")");
        }
    }
}
