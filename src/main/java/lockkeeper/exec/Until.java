package lockkeeper.exec;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Waits for something to become true.
public final class Until {
    private Until() {}

    /// The same, as long as it is wanted.
    ///
    /// @throws NotArmed if it is not wanted any more
    public static boolean within(Duration most, BooleanSupplier condition, BooleanSupplier unwanted)
            throws InterruptedException, NotArmed {
        var met = within(most, () -> condition.getAsBoolean() || unwanted.getAsBoolean());
        if (unwanted.getAsBoolean()) throw new NotArmed("it is not wanted any more");
        return met;
    }

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
