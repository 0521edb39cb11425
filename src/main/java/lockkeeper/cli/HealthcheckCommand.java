package lockkeeper.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;

/// Asks a running daemon whether it is well; for containers, which have no other program to ask
/// with.
@Command(
        name = "healthcheck",
        description = "Asks a running daemon whether it is well. Exit code 0 if so, else 1.")
public final class HealthcheckCommand implements Callable<Integer> {
    private static final int TIMEOUT = (int) Duration.ofSeconds(3).toMillis();

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:9753/healthz",
            description =
                    "What to ask; ends with /healthz, /readyz or /armedz (default:"
                            + " ${DEFAULT-VALUE}).")
    private URI url = URI.create("http://127.0.0.1:9753/healthz");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var problem = problem();
        if (problem.isEmpty()) return Cli.OK;
        var err = spec.commandLine().getErr();
        err.println("lockkeeper: " + Visible.line(problem));
        err.flush();
        return Cli.FAILED;
    }

    /// What is wrong; empty if nothing is. An address that may have a password in it is not told.
    private String problem() {
        if (!DaemonClient.isAddress(url))
            return "--url is not an http address without user and password";
        var said = ask();
        return said.isEmpty() ? "" : url + " " + said;
    }

    private String ask() {
        try {
            var connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT);
            connection.setReadTimeout(TIMEOUT);
            connection.setInstanceFollowRedirects(false);
            var status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK ? "" : "answers " + status;
        } catch (IOException e) {
            return "does not answer: " + e.getMessage();
        } catch (IllegalArgumentException e) {
            return "is not an http address";
        }
    }
}
