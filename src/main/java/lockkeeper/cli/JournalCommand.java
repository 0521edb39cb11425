package lockkeeper.cli;

import lockkeeper.config.InvalidConfiguration;
import lockkeeper.journal.JournalReader;
import lockkeeper.journal.JournalSettings;
import lockkeeper.journal.JournalText;
import lockkeeper.setting.DurationText;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;

/// Prints the durable record, also while a daemon writes it.
@Command(
        name = "journal",
        description = "Prints what the guard did and why, and the incidents, oldest first.")
public final class JournalCommand implements Callable<Integer> {
    @Mixin private final CommonOptions options;

    @Option(
            names = "--path",
            paramLabel = "FOLDER",
            description = "The folder of the journal; else journal.path of the configuration.")
    private @Nullable Path path;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "How long ago, such as 2h, or a day or instant, such as 2026-01-31.")
    private @Nullable String since;

    @Option(names = "--json", description = "Prints the lines of the files, which are JSON.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final InstantSource clock;

    public JournalCommand(Map<String, String> environment, InstantSource clock) {
        options = new CommonOptions(environment);
        this.clock = clock;
    }

    @Override
    public Integer call() throws InvalidConfiguration, IOException {
        var start = since == null ? Instant.EPOCH : instant(since);
        var out = spec.commandLine().getOut();
        new JournalReader(folder())
                .read(
                        start,
                        (line, content) ->
                                out.println(json ? Visible.json(line) : JournalText.of(content)));
        out.flush();
        return Cli.OK;
    }

    private Path folder() throws InvalidConfiguration {
        if (path != null) return path;
        return options.file() == null
                ? JournalSettings.DEFAULTS.path()
                : options.read().journal().path();
    }

    private Instant instant(String text) {
        var ago = DurationText.parse(text);
        if (ago != null) return clock.instant().minus(ago);
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--since must be a duration such as 2h, a day such as 2026-01-31 or an instant"
                            + " such as 2026-01-31T12:00:00Z, got "
                            + text,
                    e);
        }
    }
}
