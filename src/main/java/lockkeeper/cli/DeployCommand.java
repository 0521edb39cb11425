package lockkeeper.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.Map;

/// Deploy windows of a running daemon.
@Command(
        name = "deploy",
        description =
                "Opens, closes and shows deploy windows of a running daemon. Exit codes: 0 clean,"
                        + " 4 sessions waited, 5 the guard acted, 1 failure, 2 usage.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = CommandLine.HelpCommand.class)
public final class DeployCommand {
    /// Exit code where sessions piled up and the guard did not act.
    public static final int WAITED = 4;

    /// Exit code where the guard ended something.
    public static final int GUARD_ACTED = 5;

    private DeployCommand() {}

    /// The command with its own commands.
    public static CommandLine in(Map<String, String> environment) {
        return new CommandLine(new DeployCommand())
                .addSubcommand(new DeployOpenCommand(environment))
                .addSubcommand(new DeployCloseCommand(environment))
                .addSubcommand(new DeployStatusCommand(environment));
    }
}
