package lockkeeper.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Starts commands, passes signals on to them, and waits for their end. Nothing of them outlives
/// us.
final class Launcher {
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Signals signals;
    private final boolean onTerminal;

    Launcher(Signals signals, boolean onTerminal) {
        this.signals = signals;
        this.onTerminal = onTerminal;
    }

    int run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var child = Child.start(command, environment, GRACE);
        var hook = new Thread(child::kill, "last-resort");
        Runtime.getRuntime().addShutdownHook(hook);
        signals.passTo(sign -> pass(sign, child));
        try {
            return child.await();
        } finally {
            signals.passTo(null);
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /// A terminal sends SIGINT to all programs in its foreground: the command has it already, and
    /// many a program takes a second one for impatience.
    private void pass(Sign sign, Child child) {
        if (sign == Sign.INT && onTerminal) return;
        child.signal(sign);
    }
}
