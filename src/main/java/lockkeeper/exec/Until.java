package lockkeeper.exec;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Waits for something to become true.
public final class Until {
    private Until() {}

    /// False if it did not within that time.
    public static boolean within(Duration most, BooleanSupplier condition)
            throws InterruptedException {
        var end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) return false;
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }
}
