package lockkeeper;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Whether the file is there that stops the guard. Who asks never waits for a disk or a network
/// folder: a thread looks, several times a second, and the guard is told what it saw last. What
/// cannot be told counts as there: the folder may not be searched, does not answer, or has not been
/// looked at yet.
final class KillSwitch implements Predicate<Path>, AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration STALE = Duration.ofSeconds(2);

    /// A file that has just been named is looked at for so long before the first answer.
    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

    private record Look(Path file, boolean absent, long at) {}

    private final Thread thread =
            Thread.ofPlatform().daemon().name("lockkeeper-kill-switch").unstarted(this::run);
    private @Nullable Path asked;
    private @Nullable Look last;

    /// Whether the guard must not act.
    @Override
    public synchronized boolean test(Path file) {
        if (!file.equals(asked)) begin(file);
        var look = last;
        return look == null || !look.absent || System.nanoTime() - look.at > STALE.toNanos();
    }

    private void begin(Path file) {
        if (asked == null) thread.start();
        asked = file;
        last = null;
        notifyAll();
        var end = System.nanoTime() + FIRST_LOOK.toNanos();
        try {
            for (var left = FIRST_LOOK.toNanos(); last == null && left > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        var file = file();
        var look = new Look(file, Files.notExists(file), System.nanoTime());
        synchronized (this) {
            if (file.equals(asked)) last = look;
            notifyAll();
            TimeUnit.NANOSECONDS.timedWait(this, BETWEEN_LOOKS.toNanos());
        }
    }

    private synchronized Path file() {
        return Objects.requireNonNull(asked);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
