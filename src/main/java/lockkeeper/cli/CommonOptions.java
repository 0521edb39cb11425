package lockkeeper.cli;

import lockkeeper.config.Configuration;
import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;
import lockkeeper.config.InvalidConfiguration;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;

/// The options that describe what to watch: a file, or one server. For a command that takes them:
/// `@Mixin private final CommonOptions options = new CommonOptions(environment)`.
public final class CommonOptions {
    private final Map<String, String> environment;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Every key is in config/lockkeeper.yaml.")
    private @Nullable Path config;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Instead of a file: one server, jdbc:postgresql://host:5432/postgres."
                            + " The password comes from PGPASSWORD or ~/.pgpass.")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "ROLE",
            description = "The role to log in as, with --url; else PGUSER.")
    private @Nullable String user;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "Where to answer HTTP, 127.0.0.1:9753 unless the file says otherwise. Other"
                            + " machines need a token: http.token or LOCKKEEPER_TOKEN.")
    private @Nullable String listen;

    @Option(
            names = "--guard",
            paramLabel = "MODE",
            description = "off, observe or enforce; observe unless the file says otherwise.")
    private @Nullable String guard;

    public CommonOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /// Thrown through a command, the exception ends it with a line for each problem and code 2.
    public Configuration read() throws InvalidConfiguration {
        return new ConfigurationReader(environment)
                .read(new Flags(config, url, user, listen, guard));
    }

    /// The file, null if there is none.
    public @Nullable Path file() {
        return config;
    }

    /// Whether nothing says what to watch.
    boolean isEmpty() {
        return config == null && url == null && user == null;
    }
}
