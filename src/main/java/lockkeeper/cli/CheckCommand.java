package lockkeeper.cli;

import lockkeeper.cli.Finding.State;
import lockkeeper.config.Configuration;
import lockkeeper.config.Configuration.Target;
import lockkeeper.config.InvalidConfiguration;
import lockkeeper.guard.Guard;
import lockkeeper.pg.Checkup;
import lockkeeper.pg.LoginFailed;
import lockkeeper.watch.SamplingSettings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// The doctor: would the daemon work with this configuration?
@Command(
        name = "check",
        description = "Says what is missing to run with a configuration, and how to mend it.")
public final class CheckCommand implements Callable<Integer> {
    @Mixin private final CommonOptions options;

    @Option(names = "--json", description = "Prints the findings as JSON.")
    private boolean json;

    @Option(
            names = "--send-test-alert",
            description = "Also sends every receiver of alerts a message that says it is a test.")
    private boolean sendTestAlert;

    @Spec private CommandSpec spec = CommandSpec.create();

    public CheckCommand(Map<String, String> environment) {
        options = new CommonOptions(environment);
    }

    @Override
    public Integer call() throws InvalidConfiguration {
        var findings = findings(options.read());
        var out = spec.commandLine().getOut();
        if (json) new FindingJson(findings).print(out);
        else new FindingTable(findings).print(out);
        return findings.stream().anyMatch(finding -> finding.state() == State.MISSING)
                ? Cli.FAILED
                : Cli.OK;
    }

    private List<Finding> findings(Configuration configuration) {
        var parts = new ArrayList<Callable<List<Finding>>>();
        for (var target : configuration.targets())
            parts.add(() -> server(target, configuration.sampling()));
        parts.add(() -> List.of(new JournalFinding(configuration.journal()).finding()));
        parts.add(() -> new ReceiverFindings(configuration.alerts()).all());
        if (sendTestAlert) parts.add(() -> new TestAlertFindings(configuration.alerts()).all());
        return atOnce(parts);
    }

    /// Several servers that do not answer cost the time of one.
    private static List<Finding> atOnce(List<Callable<List<Finding>>> parts) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var findings = new ArrayList<Finding>();
            for (var part : threads.invokeAll(parts)) findings.addAll(part.resultNow());
            return findings;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static List<Finding> server(Target target, SamplingSettings sampling) {
        var connection = target.connection();
        var findings = new ArrayList<Finding>();
        try {
            var health = new Checkup(connection).examine();
            findings.add(Finding.ok(connection.name(), "login", "as " + health.role()));
            findings.addAll(new ServerFindings(connection.name(), health, target.guard()).all());
            findings.addAll(new LeftoverFindings(connection).all());
        } catch (LoginFailed e) {
            findings.add(new LoginFindings(connection).of(e));
        }
        findings.add(guard(target, sampling));
        return findings;
    }

    private static Finding guard(Target target, SamplingSettings sampling) {
        var name = target.connection().name();
        var values = new GuardLine(target.guard()).toString();
        return sampling.contendedInterval().compareTo(Guard.LONGEST_GAP) < 0
                ? Finding.ok(name, "guard", values)
                : Finding.warn(
                        name,
                        "guard",
                        values + ", but it looks too seldom to act",
                        "set sampling.contended_interval below 2s");
    }
}
