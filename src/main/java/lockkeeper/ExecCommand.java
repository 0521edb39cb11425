package lockkeeper;

import lockkeeper.cli.DaemonCover;
import lockkeeper.cli.DaemonOptions;
import lockkeeper.config.Configuration;
import lockkeeper.config.ConfigurationReader;
import lockkeeper.config.Flags;
import lockkeeper.config.InvalidConfiguration;
import lockkeeper.exec.Cover;
import lockkeeper.exec.Progress;
import lockkeeper.exec.RetrySettings;
import lockkeeper.exec.Runner;
import lockkeeper.guard.Filter;
import lockkeeper.guard.NamePattern;
import lockkeeper.setting.DurationText;
import lockkeeper.setting.InvalidSettings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.PatternSyntaxException;

@Command(
        name = "exec",
        customSynopsis = "lockkeeper exec [options] -- COMMAND...",
        description = {
            "Runs a migration command while a guard covers its sessions, and again when the guard"
                    + " stopped it.",
            "Exit code: the command's own; 3 when the retries are used up; 1 if the guard could"
                    + " not be armed."
        })
final class ExecCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "The configuration.")
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
            description = "The role of the guard, with --url; else PGUSER.")
    private @Nullable String user;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "Which target of the configuration, if it has several.")
    private @Nullable String target;

    @Option(
            names = "--only-user",
            paramLabel = "PATTERN",
            description = "Covers only sessions of these roles; may be repeated.")
    private List<String> onlyUsers = new ArrayList<>();

    @Option(
            names = "--only-application",
            paramLabel = "PATTERN",
            description = "Covers only sessions with these application names; may be repeated.")
    private List<String> onlyApplications = new ArrayList<>();

    @Option(
            names = "--lock-timeout",
            paramLabel = "TIME",
            description =
                    "Sets lock_timeout through PGOPTIONS. Breaks CONCURRENTLY; the guard does"
                            + " better.")
    private @Nullable String lockTimeout;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "3",
            description = "Runs it again at most so often (default: ${DEFAULT-VALUE}).")
    private int retries;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            defaultValue = "30m",
            description = "Begins no further run after this time (default: ${DEFAULT-VALUE}).")
    private String deadline = "30m";

    @Option(
            names = "--retry",
            paramLabel = "WHAT",
            defaultValue = "transactions",
            description =
                    "transactions: only what was stopped within a longer transaction; always:"
                            + " whatever was stopped (default: ${DEFAULT-VALUE}).")
    private String retry = "transactions";

    @Option(
            names = "--before-retry",
            paramLabel = "SHELL",
            description = "A shell command that repairs what the stopped run left behind.")
    private @Nullable String beforeRetry;

    @Option(
            names = "--journal",
            paramLabel = "FOLDER",
            description = "Where to keep the record of what the guard did; else a new folder.")
    private @Nullable Path journal;

    @Mixin private final DaemonOptions daemon;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "What to run.")
    private List<String> command = new ArrayList<>();

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    ExecCommand(Map<String, String> environment) {
        this.environment = environment;
        this.daemon = new DaemonOptions(environment);
    }

    @Override
    public Integer call() throws InvalidConfiguration, IOException, InterruptedException {
        var settings = retrySettings();
        var timeout = lockTimeout == null ? null : duration("--lock-timeout", lockTimeout);
        LogOutput.quiet();
        var progress = new Progress(spec.commandLine().getErr());
        return spec.commandLine().getParseResult().hasMatchedOption("--daemon")
                ? underDaemon(settings, timeout, progress)
                : underOwnGuard(settings, timeout, progress);
    }

    private int underDaemon(RetrySettings settings, @Nullable Duration timeout, Progress progress)
            throws InterruptedException {
        if (config != null || url != null || user != null || journal != null)
            throw mistake(
                    "--daemon cannot be given together with --config, --url, --user or --journal");
        visible(timeout, DaemonCover.LOOK, "the time between two looks at the daemon");
        patterns(onlyUsers);
        patterns(onlyApplications);
        var only = new HashMap<String, List<String>>();
        if (!onlyUsers.isEmpty()) only.put("users", onlyUsers);
        if (!onlyApplications.isEmpty()) only.put("applications", onlyApplications);
        try (var client = daemon.client(spec);
                var cover = new DaemonCover(client, target, name(), only, progress, timeout)) {
            return run(settings, timeout, cover, progress);
        }
    }

    private int underOwnGuard(RetrySettings settings, @Nullable Duration timeout, Progress progress)
            throws InvalidConfiguration, IOException, InterruptedException {
        var only = new Filter(given(onlyUsers), given(onlyApplications), null, null, null);
        var configuration =
                new ConfigurationReader(environment)
                        .read(new Flags(config, url, user, null, "enforce"));
        var watched = target(configuration);
        visible(timeout, configuration.sampling().interval(), "sampling.interval");
        try (var guard =
                new OwnGuard(configuration, watched, only, name(), journal, progress, timeout)) {
            return run(settings, timeout, guard.cover(), progress);
        }
    }

    private int run(
            RetrySettings settings, @Nullable Duration timeout, Cover cover, Progress progress)
            throws InterruptedException {
        return new Runner(command, additions(timeout), settings, cover, progress).run();
    }

    private RetrySettings retrySettings() {
        var what =
                switch (retry) {
                    case "transactions" -> RetrySettings.What.TRANSACTIONS;
                    case "always" -> RetrySettings.What.ALWAYS;
                    default -> throw mistake("--retry must be transactions or always: " + retry);
                };
        try {
            return new RetrySettings(retries, duration("--deadline", deadline), what, beforeRetry);
        } catch (InvalidSettings e) {
            throw mistake(e.complaints().getFirst().toString().replace("exec.", "--"));
        }
    }

    private Duration duration(String option, String text) {
        var duration = DurationText.parse(text);
        if (duration == null) throw mistake(option + " must be a duration like 2s: " + text);
        return duration;
    }

    private @Nullable List<NamePattern> given(List<String> sources) {
        return sources.isEmpty() ? null : patterns(sources);
    }

    private List<NamePattern> patterns(List<String> sources) {
        try {
            return sources.stream().map(NamePattern::new).toList();
        } catch (PatternSyntaxException e) {
            throw mistake("not a regular expression: " + e.getPattern());
        }
    }

    /// A wait that is over between two looks is not seen, and so not known to have timed out.
    private void visible(@Nullable Duration timeout, Duration interval, String what) {
        var least = interval.multipliedBy(2);
        if (timeout != null && timeout.compareTo(least) < 0)
            throw mistake(
                    "--lock-timeout must be at least twice %s, %s"
                            .formatted(what, DurationText.of(least)));
    }

    private Configuration.Target target(Configuration configuration) {
        var all = configuration.targets();
        if (target == null && all.size() == 1) return all.getFirst();
        for (var one : all) if (one.connection().name().equals(target)) return one;
        throw mistake(
                "--target must be one of " + all.stream().map(t -> t.connection().name()).toList());
    }

    /// What is added to the command's environment.
    private Map<String, String> additions(@Nullable Duration timeout) {
        var added = new HashMap<String, String>();
        if (environment.getOrDefault("PGAPPNAME", "").isEmpty()) added.put("PGAPPNAME", name());
        if (timeout != null) {
            var option = "-c lock_timeout=" + timeout.toMillis() + "ms";
            var before = environment.getOrDefault("PGOPTIONS", "");
            added.put("PGOPTIONS", before.isEmpty() ? option : before + " " + option);
        }
        return added;
    }

    /// The command's name; sessions with a name like ours would not be guarded.
    private String name() {
        var file = Path.of(command.getFirst()).getFileName();
        var name = file == null ? "" : file.toString();
        return name.isEmpty() || name.startsWith("lockkeeper") ? "migration" : name;
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
