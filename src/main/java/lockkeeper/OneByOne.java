package lockkeeper;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Runs one thing after the other on a thread of its own.
final class OneByOne implements Executor, AutoCloseable {
    private final ExecutorService executor;

    /// @param name of the thread
    OneByOne(String name) {
        executor = Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /// What has been begun is finished, within reason.
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(4, TimeUnit.SECONDS)) executor.shutdownNow();
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
