package lockkeeper.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Opens a deploy window and prints its id.
@Command(name = "open", description = "Opens a deploy window and prints its id.")
final class DeployOpenCommand implements Callable<Integer> {
    @Mixin private final DaemonOptions daemon;

    @Parameters(paramLabel = "NAME", description = "What incidents of its time shall be told by.")
    private String name = "";

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "30m",
            description = "Closes by itself after this long: 1s to 24h (default: 30m).")
    private String ttl = "30m";

    @Option(
            names = "--guard",
            paramLabel = "MODE",
            defaultValue = "enforce",
            description = "off, observe or enforce, for as long as it is open (default: enforce).")
    private String guard = "enforce";

    @Option(names = "--target", paramLabel = "NAME", description = "On which server; else on all.")
    private @Nullable String target;

    @Option(
            names = "--new-sessions",
            description = "Covers only sessions that connect after it was opened.")
    private boolean newSessions;

    @Option(
            names = "--only-user",
            paramLabel = "REGEX",
            description = "Covers only these, as each --only option; may be repeated.")
    private List<String> users = List.of();

    @Option(
            names = "--only-application",
            paramLabel = "REGEX",
            description = "By application_name.")
    private List<String> applications = List.of();

    @Option(names = "--only-database", paramLabel = "REGEX", description = "By database.")
    private List<String> databases = List.of();

    @Option(names = "--only-relation", paramLabel = "REGEX", description = "By schema.table.")
    private List<String> relations = List.of();

    @Option(names = "--only-command", paramLabel = "REGEX", description = "By command tag.")
    private List<String> commands = List.of();

    @Option(names = "--json", description = "Prints the window as JSON.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    DeployOpenCommand(Map<String, String> environment) {
        daemon = new DaemonOptions(environment);
    }

    @Override
    public Integer call() throws DaemonFailed {
        try (var client = daemon.client(spec)) {
            var opened = client.openDeploy(window());
            var out = spec.commandLine().getOut();
            out.println(json ? DeployText.json(opened) : opened.path("id").asString(""));
            out.flush();
            return Cli.OK;
        } catch (DaemonFailed e) {
            if (e.status() != HttpURLConnection.HTTP_BAD_REQUEST) throw e;
            throw new ParameterException(spec.commandLine(), e.detail(), e);
        }
    }

    private Map<String, Object> window() {
        var window = new LinkedHashMap<String, Object>();
        window.put("name", name);
        window.put("ttl", ttl);
        window.put("guard", guard);
        if (target != null) window.put("target", target);
        if (newSessions) window.put("sessions", "new");
        var only = new LinkedHashMap<String, Object>();
        put(only, "users", users);
        put(only, "applications", applications);
        put(only, "databases", databases);
        put(only, "relations", relations);
        put(only, "commands", commands);
        if (!only.isEmpty()) window.put("only", only);
        return window;
    }

    private static void put(Map<String, Object> only, String kind, List<String> patterns) {
        if (!patterns.isEmpty()) only.put(kind, patterns);
    }
}
