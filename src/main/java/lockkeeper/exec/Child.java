package lockkeeper.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// One run of the command, with our own standard streams. When it is told to end, everything that
/// it started ends with it.
final class Child {
    private final Process process;
    private final Duration grace;
    private final Set<ProcessHandle> tree = new LinkedHashSet<>();
    private boolean told;
    private boolean mustEnd;
    private long killAt;

    private Child(Process process, Duration grace) {
        this.process = process;
        this.grace = grace;
    }

    /// @param grace how long it may take to end after it was told to, before it is killed
    /// @throws IOException if there is no such command, or it cannot be run
    static Child start(List<String> command, Map<String, String> environment, Duration grace)
            throws IOException {
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        return new Child(builder.start(), grace);
    }

    /// Passes a signal on to the command and all its descendants.
    void signal(Sign sign) {
        signal(sign, _ -> false);
    }

    /// The same, but for those that have had it.
    synchronized void signal(Sign sign, Predicate<ProcessHandle> haveHadIt) {
        told = true;
        remember();
        // a program may take SIGINT and SIGHUP as it likes; SIGTERM means the end
        if (sign == Sign.TERM) mustEnd();
        for (var one : tree) if (!haveHadIt.test(one)) Kill.send(one, sign);
    }

    /// From the top: a shell that has lost its child before it hears of the signal would go on.
    private void remember() {
        tree.add(process.toHandle());
        process.descendants().forEach(tree::add);
    }

    private void mustEnd() {
        if (!mustEnd) killAt = System.nanoTime() + grace.toNanos();
        mustEnd = true;
    }

    /// Waits for its end; its exit code, or 128 and the number of the signal that ended it.
    int await() throws InterruptedException {
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) killIfOverdue();
        while (leavesSomethingBehind() && !killIfOverdue()) TimeUnit.MILLISECONDS.sleep(20);
        return process.exitValue();
    }

    private synchronized boolean leavesSomethingBehind() {
        if (!told) return false;
        mustEnd();
        return tree.stream().anyMatch(ProcessHandle::isAlive);
    }

    private synchronized boolean killIfOverdue() {
        if (!mustEnd || System.nanoTime() - killAt < 0) return false;
        kill();
        return true;
    }

    /// The last resort, and nothing if all have ended.
    synchronized void kill() {
        remember();
        tree.forEach(ProcessHandle::destroyForcibly);
    }
}
