package lockkeeper.cli;

import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Which daemon to talk to. For a command that takes them: `@Mixin private final DaemonOptions
/// daemon = new DaemonOptions(environment)`.
public final class DaemonOptions {
    private static final String DEFAULT = "http://127.0.0.1:9753";

    private final Map<String, String> environment;

    @Option(
            names = "--daemon",
            paramLabel = "URL",
            defaultValue = DEFAULT,
            description = "Where the daemon listens (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create(DEFAULT);

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the daemon's http.token; else LOCKKEEPER_TOKEN.")
    private @Nullable Path tokenFile;

    public DaemonOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /// @throws ParameterException if the address or the token cannot be used
    public DaemonClient client(CommandSpec spec) {
        if (!DaemonClient.isAddress(url))
            throw mistake(
                    spec, "--daemon must be an http or https address, without user or password");
        var text = tokenFile == null ? environment.get("LOCKKEEPER_TOKEN") : read(spec, tokenFile);
        return new DaemonClient(url, token(spec, text));
    }

    /// Null if there is none.
    ///
    /// @throws ParameterException if it cannot be one
    static @Nullable Secret token(CommandSpec spec, @Nullable String given) {
        var text = given == null ? "" : given.strip();
        if (text.isEmpty()) return null;
        if (!text.matches("[!-~]+"))
            throw mistake(spec, "the token must be printable ASCII characters without spaces");
        return new Secret(text);
    }

    private static String read(CommandSpec spec, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw mistake(spec, "--token-file " + file + " cannot be read");
        }
    }

    private static ParameterException mistake(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
