package lockkeeper;

import lockkeeper.cli.Build;
import lockkeeper.cli.CheckCommand;
import lockkeeper.cli.Cli;
import lockkeeper.cli.DeployCommand;
import lockkeeper.cli.HealthcheckCommand;
import lockkeeper.cli.JournalCommand;
import lockkeeper.cli.PreflightCommand;
import lockkeeper.cli.TreeCommand;
import lockkeeper.cli.VersionCommand;

import java.security.Security;
import java.time.InstantSource;
import java.util.Locale;

/// The command line, put together.
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        // SQL and JSON are not written in the digits and letters of a country
        Locale.setDefault(Locale.ROOT);
        // a server that fails over to another address is found again within two seconds
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        var environment = System.getenv();
        var build = Build.current();
        var cli =
                new Cli()
                        .add(new RunCommand(environment, build))
                        .add(new ExecCommand(environment))
                        .add(new CheckCommand(environment))
                        .add(new PreflightCommand(environment))
                        .add(new TreeCommand(environment, LogOutput::silence))
                        .add(DeployCommand.in(environment))
                        .add(new HealthcheckCommand())
                        .add(new JournalCommand(environment, InstantSource.system()))
                        .add(new VersionCommand(build));
        System.exit(cli.run(arguments));
    }
}
