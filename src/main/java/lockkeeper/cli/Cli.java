package lockkeeper.cli;

import lockkeeper.config.InvalidConfiguration;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;
import java.util.Objects;

/// The command line. A mistake of the user's is answered with one or a few plain lines and code 2,
/// any other failure with one line and code 1; never with a stack trace.
public final class Cli {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;

    private final CommandLine line = new CommandLine(new Lockkeeper());

    @Command(
            name = "lockkeeper",
            description = "Watches PostgreSQL for lock pile-ups and ends the DDL behind them.",
            synopsisSubcommandLabel = "COMMAND",
            subcommands = CommandLine.HelpCommand.class)
    private static final class Lockkeeper {}

    public Cli() {
        line.setParameterExceptionHandler((mistake, _) -> usage(mistake));
        line.setExecutionExceptionHandler((failure, command, _) -> failed(failure, command));
    }

    /// @param command an object with picocli's annotations
    public Cli add(Object command) {
        line.addSubcommand(command);
        return to(line.getOut(), line.getErr());
    }

    /// Where the commands print; standard output and error unless told otherwise.
    public Cli to(PrintWriter out, PrintWriter err) {
        line.setOut(out);
        line.setErr(err);
        return this;
    }

    /// Runs one command and returns its exit code.
    public int run(String... arguments) {
        if (arguments.length == 0) {
            line.usage(line.getErr());
            return USAGE;
        }
        return line.execute(arguments);
    }

    private static int usage(ParameterException mistake) {
        var command = mistake.getCommandLine();
        var err = command.getErr();
        err.println("lockkeeper: " + visible(mistake));
        err.println("Try: " + helpOn(command));
        err.flush();
        return USAGE;
    }

    private static String helpOn(CommandLine command) {
        var parent = command.getParent();
        return parent == null
                ? "lockkeeper help"
                : parent.getCommandSpec().qualifiedName() + " help " + command.getCommandName();
    }

    private static int failed(Exception failure, CommandLine command) {
        var err = command.getErr();
        err.println(
                failure instanceof InvalidConfiguration
                        ? failure.getMessage()
                        : "lockkeeper: " + visible(failure));
        err.flush();
        return failure instanceof InvalidConfiguration ? USAGE : FAILED;
    }

    private static String visible(Exception failure) {
        return Visible.line(Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
    }
}
