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
import java.util.Map;

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
                        .add("run", () -> new RunCommand(environment, build))
                        .add("exec", () -> new ExecCommand(environment))
                        .add("check", () -> new CheckCommand(environment))
                        .add("preflight", () -> new PreflightCommand(environment))
                        .add("tree", () -> new TreeCommand(environment, LogOutput::silence))
                        .add("deploy", () -> DeployCommand.in(environment))
                        .add("healthcheck", HealthcheckCommand::new)
                        .add("journal", () -> journal(environment))
                        .add("version", () -> new VersionCommand(build));
        System.exit(cli.run(arguments));
    }

    private static JournalCommand journal(Map<String, String> environment) {
        return new JournalCommand(environment, InstantSource.system());
    }
}
