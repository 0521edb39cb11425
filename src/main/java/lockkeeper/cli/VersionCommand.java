package lockkeeper.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Prints version, commit, Java and the supported servers.")
public final class VersionCommand implements Runnable {
    private final Build build;

    @Spec private CommandSpec spec = CommandSpec.create();

    public VersionCommand(Build build) {
        this.build = build;
    }

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.println("lockkeeper " + build.version());
        out.println("commit " + build.commit());
        out.println("Java " + Runtime.version());
        out.println("PostgreSQL " + ServerFindings.OLDEST + " to " + ServerFindings.NEWEST);
        out.flush();
    }
}
