package lockkeeper.cli;

import lockkeeper.config.InvalidConfiguration;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// The command line. A mistake of the user's is answered with one or a few plain lines and code 2,
/// any other failure with one line and code 1; never with a stack trace.
public final class Cli {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;

    private final CommandLine line = new CommandLine(new Lockkeeper());
    private final Map<String, Supplier<?>> commands = new LinkedHashMap<>();

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

    /// @param command makes an object with picocli's annotations
    public Cli add(String name, Supplier<?> command) {
        commands.put(name, command);
        return this;
    }

    /// Where the commands print; standard output and error unless told otherwise.
    public Cli to(PrintWriter out, PrintWriter err) {
        line.setOut(out);
        line.setErr(err);
        return this;
    }

    /// Runs one command and returns its exit code.
    public int run(String... arguments) {
        offer(arguments);
        if (arguments.length == 0) {
            line.usage(line.getErr());
            return USAGE;
        }
        return line.execute(arguments);
    }

    /// Only the command that is asked for, where it is known: picocli takes its time for each, and
    /// the daemon should see soon after its start.
    private void offer(String... arguments) {
        var out = line.getOut();
        var err = line.getErr();
        var only = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (only != null) line.addSubcommand(arguments[0], only.get());
        else commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        to(out, err);
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
