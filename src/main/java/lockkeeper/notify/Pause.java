package lockkeeper.notify;

import java.time.Duration;

/// Waits; a test's does not.
interface Pause {
    void sleep(Duration duration) throws InterruptedException;
}
