package lockkeeper.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/// What came of one command.
record Run(int code, String out, String err) {
    static Run of(Object command, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var cli =
                new Cli()
                        .to(new PrintWriter(out), new PrintWriter(err))
                        .add(name(command), () -> command);
        var code = cli.run(arguments);
        return new Run(code, out.toString(), err.toString());
    }

    private static String name(Object command) {
        return command instanceof CommandLine line
                ? line.getCommandName()
                : command.getClass().getAnnotation(Command.class).name();
    }

    static Run check(String... arguments) {
        return checkIn(Map.of(), arguments);
    }

    static Run checkIn(Map<String, String> environment, String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "check";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return of(new CheckCommand(environment), all);
    }
}
