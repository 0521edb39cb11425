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

    Launcher(Signals signals) {
        this.signals = signals;
    }

    int run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var child = Child.start(command, environment, GRACE);
        var hook = new Thread(child::kill, "last-resort");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            // a terminal may have sent them before there was a command to have them
            for (var early : signals.passTo(sign -> pass(sign, child))) child.signal(early);
            return child.await();
        } finally {
            signals.passTo(null);
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private static void pass(Sign sign, Child child) {
        if (sign == Sign.INT) child.signal(sign, Foreground.now()::includes);
        else child.signal(sign);
    }
}
