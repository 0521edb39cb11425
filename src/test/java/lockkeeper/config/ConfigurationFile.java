package lockkeeper.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A configuration file of a test.
record ConfigurationFile(Path path) {
    static final String TARGET =
            """
            targets:
              - name: main
                url: jdbc:postgresql://localhost:5432/postgres
                user: lockkeeper
            """;

    ConfigurationFile with(String yaml) {
        try {
            Files.writeString(path, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Configuration read(Map<String, String> environment) throws InvalidConfiguration {
        return new ConfigurationReader(environment).read(Flags.file(path));
    }

    /// What is wrong with it, with FILE for its name.
    List<String> problems(Map<String, String> environment) {
        var refusal = catchThrowableOfType(InvalidConfiguration.class, () -> read(environment));
        return refusal.problems().stream()
                .map(problem -> problem.toString().replace(path.toString(), "FILE"))
                .toList();
    }

    List<String> problems() {
        return problems(Map.of());
    }
}
