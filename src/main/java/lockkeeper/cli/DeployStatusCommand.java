package lockkeeper.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Map;
import java.util.concurrent.Callable;

/// Prints deploy windows and their verdicts so far.
@Command(
        name = "status",
        description =
                "Prints a deploy window and its verdict so far, or all of them. Exit codes for one:"
                        + " 0 clean, 4 sessions waited, 5 the guard acted; for all: 0.")
final class DeployStatusCommand implements Callable<Integer> {
    @Mixin private final DaemonOptions daemon;

    @Parameters(arity = "0..1", paramLabel = "ID|NAME", description = "Which; else all.")
    private @Nullable String which;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    DeployStatusCommand(Map<String, String> environment) {
        daemon = new DaemonOptions(environment);
    }

    @Override
    public Integer call() throws DaemonFailed {
        try (var client = daemon.client(spec)) {
            var all = client.deploys();
            var out = spec.commandLine().getOut();
            if (which != null) return DeployText.print(DeployText.find(all, which), json, out);
            if (json) out.println(DeployText.json(all));
            else for (var deploy : all) out.println(DeployText.line(deploy));
            out.flush();
            return Cli.OK;
        }
    }
}
