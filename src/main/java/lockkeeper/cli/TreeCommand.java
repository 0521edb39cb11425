package lockkeeper.cli;

import lockkeeper.cli.GraphSource.NoGraph;
import lockkeeper.config.Configuration.Target;
import lockkeeper.config.InvalidConfiguration;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Who waits behind whom, in the terminal. Ends with 0 whether or not somebody waits.
@Command(
        name = "tree",
        description =
                "Says what waits for locks now and shows who stands behind whom. Asks the server"
                        + " itself, or with --from a daemon that watches it.")
public final class TreeCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Runnable quiet;

    @Mixin private final CommonOptions options;

    @Option(
            names = "--from",
            paramLabel = "URL",
            description =
                    "A running daemon to ask instead, such as http://127.0.0.1:9753. Its token"
                            + " comes from LOCKKEEPER_TOKEN.")
    private @Nullable String from;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "Which target, if there are several.")
    private @Nullable String targetName;

    @Option(
            names = "--watch",
            description =
                    "Goes on until q is pressed; without a terminal, a block for each change.")
    private boolean watch;

    @Option(names = "--json", description = "Prints the graph as GET /api/v1/graph answers it.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    /// @param quiet keeps the log from writing over what we draw
    public TreeCommand(Map<String, String> environment, Runnable quiet) {
        this.environment = Map.copyOf(environment);
        this.quiet = quiet;
        options = new CommonOptions(environment);
    }

    @Override
    public Integer call() throws InvalidConfiguration, NoGraph, InterruptedException {
        var out = spec.commandLine().getOut();
        quiet.run();
        try (var source = source()) {
            if (watch) watch(source, out);
            else new TreePrint(source, out, Terminal.screen(environment), json).once();
        }
        return Cli.OK;
    }

    void watch(GraphSource source, PrintWriter out) throws NoGraph, InterruptedException {
        List<String> done;
        try (var terminal = json ? null : Terminal.takeOver(out, environment)) {
            if (terminal == null) {
                new TreePrint(source, out, Terminal.screen(environment), json)
                        .watch(TreeWatch.PERIOD);
                return;
            }
            var tree = new TreeWatch(source, terminal, InstantSource.system());
            tree.run();
            done = tree.done();
        }
        for (var line : done) out.println(Visible.line(line));
        out.flush();
    }

    private GraphSource source() throws InvalidConfiguration {
        if (from != null) return daemon(from);
        var configuration = options.read();
        var target = target(configuration.targets());
        return new ServerGraphs(target.connection(), configuration.sampling());
    }

    private GraphSource daemon(String url) {
        if (!options.isEmpty())
            throw mistake("--from cannot be given together with --config, --url or --user");
        if (!url.matches("https?://[^/?#\\s]+/?") || !isAddress(url))
            throw mistake(
                    "--from must be an address such as http://127.0.0.1:9753, without user or"
                            + " password");
        var token = DaemonOptions.token(spec, environment.get("LOCKKEEPER_TOKEN"));
        return new DaemonGraphs(new DaemonClient(URI.create(url), token), targetName);
    }

    private static boolean isAddress(String url) {
        try {
            return DaemonClient.isAddress(URI.create(url));
        } catch (IllegalArgumentException e) {
            return false;
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

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
