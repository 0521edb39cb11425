package lockkeeper.deploy;

import java.time.Duration;

/// Closes windows when their time is over, though nobody asks.
public final class Expiry implements AutoCloseable {
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Deploys deploys;
    private final Thread thread = Thread.ofVirtual().name("deploys").unstarted(this::run);

    public Expiry(Deploys deploys) {
        this.deploys = deploys;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                deploys.expire();
                Thread.sleep(PACE);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
