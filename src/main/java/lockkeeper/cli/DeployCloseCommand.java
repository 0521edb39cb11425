package lockkeeper.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;

/// Closes deploy windows and prints what became of the deploy.
@Command(
        name = "close",
        description =
                "Closes a deploy window and prints its verdict, also if it has closed by itself."
                        + " Exit codes: 0 clean, 4 sessions waited, 5 the guard acted.")
final class DeployCloseCommand implements Callable<Integer> {
    @Mixin private final DaemonOptions daemon;

    @Parameters(
            paramLabel = "ID|NAME",
            description = "Which; of a name, all that are open, or else the last.")
    private String which = "";

    @Option(names = "--json", description = "Prints the window as JSON.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    DeployCloseCommand(Map<String, String> environment) {
        daemon = new DaemonOptions(environment);
    }

    @Override
    public Integer call() throws DaemonFailed {
        try (var client = daemon.client(spec)) {
            var closed = new ArrayList<JsonNode>();
            for (var deploy : DeployText.find(client.deploys(), which))
                closed.add(client.closeDeploy(deploy.path("id").asString("")));
            return DeployText.print(closed, json, spec.commandLine().getOut());
        }
    }
}
