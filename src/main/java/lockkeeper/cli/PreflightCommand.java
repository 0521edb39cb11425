package lockkeeper.cli;

import lockkeeper.config.Configuration.Target;
import lockkeeper.config.InvalidConfiguration;
import lockkeeper.lock.LockMode;
import lockkeeper.pg.PgPreflight;
import lockkeeper.preflight.Preflight;
import lockkeeper.preflight.PreflightFailed;
import lockkeeper.preflight.PreflightReport;
import lockkeeper.preflight.Verdict;
import lockkeeper.setting.DurationText;
import lockkeeper.sql.ShardingSphereGrammar;
import lockkeeper.web.PreflightView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// A look before the leap: ends with 0 if nobody would notice the statements, with 3 if they would
/// wait, keep others out for long, or cannot be judged.
@Command(
        name = "preflight",
        description =
                "Says which locks a statement would ask for now, behind whom it would wait, and"
                        + " whether it scans or rewrites.")
public final class PreflightCommand implements Callable<Integer> {
    private static final int BLOCKED = 3;

    @Mixin private final CommonOptions options;

    @ArgGroup(multiplicity = "1")
    private Subject subject = new Subject();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "With --relation: the lock mode, ACCESS EXCLUSIVE if none is given.")
    private @Nullable String mode;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "The application's database, if the URL names another.")
    private @Nullable String database;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "Which target of the configuration, if it has several.")
    private @Nullable String targetName;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "Asks again until nobody is ahead, for so long: 60s.")
    private @Nullable String patience;

    @Option(names = "--json", description = "Prints the report as JSON.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private static final class Subject {
        @Option(names = "--relation", paramLabel = "NAME", description = "A table or index.")
        private @Nullable String relation;

        @Option(names = "--sql", paramLabel = "TEXT", description = "One or more statements.")
        private @Nullable String sql;

        @Option(names = "--file", paramLabel = "FILE", description = "A file of statements.")
        private @Nullable Path file;
    }

    public PreflightCommand(Map<String, String> environment) {
        options = new CommonOptions(environment);
    }

    @Override
    public Integer call() throws InvalidConfiguration, PreflightFailed {
        var target = target(options.read().targets());
        try (var source = PgPreflight.open(target.connection(), database)) {
            var report = patiently(new Preflight(source, new ShardingSphereGrammar()));
            var out = spec.commandLine().getOut();
            if (json) out.println(Visible.json(PreflightView.of(report).json()));
            else new PreflightText(report).print(out);
            out.flush();
            return report.verdict() == Verdict.CLEAR ? Cli.OK : BLOCKED;
        }
    }

    private Target target(List<Target> targets) {
        if (targetName == null && targets.size() == 1) return targets.getFirst();
        return targets.stream()
                .filter(target -> target.connection().name().equals(targetName))
                .findFirst()
                .orElseThrow(
                        () ->
                                mistake(
                                        "--target must be one of "
                                                + targets.stream()
                                                        .map(t -> t.connection().name())
                                                        .toList()));
    }

    /// Each look takes over a second, in which the traffic is measured, so there is no pause.
    private PreflightReport patiently(Preflight preflight) throws PreflightFailed {
        var end = System.nanoTime() + patience().toNanos();
        var report = report(preflight);
        while (report.anyoneAhead() && System.nanoTime() < end) report = report(preflight);
        return report;
    }

    private Duration patience() {
        if (patience == null) return Duration.ZERO;
        var duration = DurationText.parse(patience);
        if (duration == null) throw mistake("--wait must be a duration like 60s: " + patience);
        return duration;
    }

    private PreflightReport report(Preflight preflight) throws PreflightFailed {
        var relation = subject.relation;
        if (relation == null) return preflight.ofSql(text());
        var report = preflight.ofRelation(relation, mode());
        if (report == null) throw mistake("--relation is no SQL name: " + relation);
        return report;
    }

    private LockMode mode() {
        if (mode == null) return LockMode.ACCESS_EXCLUSIVE;
        var named = LockMode.named(mode);
        if (named != null) return named;
        throw mistake("--mode must be a lock mode like ACCESS EXCLUSIVE: " + mode);
    }

    private String text() {
        if (subject.sql != null) return subject.sql;
        var file = subject.file;
        if (file == null) throw mistake("one of --relation, --sql and --file is needed");
        try {
            // commands of psql are no SQL; an empty line in their place keeps the line numbers
            return Files.readString(file).replaceAll("(?m)^\\\\.*$", "");
        } catch (CharacterCodingException e) {
            throw mistake("--file is not UTF-8: " + file);
        } catch (IOException e) {
            throw mistake("--file cannot be read: " + file);
        }
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
