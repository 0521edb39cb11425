package lockkeeper.exec;

import lockkeeper.lock.HeldLock;
import lockkeeper.watch.SnapshotFailed;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Asks a server about locks for no more than a twentieth of the time, because each time it reads
/// its whole lock table. What it may not ask yet has not changed.
public final class SparingHolders implements Sightings.Holders {
    private static final int SHARE = 20;

    /// Several short questions may follow each other at once.
    private static final Duration AHEAD = Duration.ofSeconds(1);

    private final Sightings.Holders holders;
    private final LongSupplier nanoTime;

    /// When the questions so far will have been a twentieth of the time.
    private long due;

    /// @param nanoTime a monotonic clock, in nanoseconds
    public SparingHolders(Sightings.Holders holders, LongSupplier nanoTime) {
        this.holders = holders;
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    @Override
    public synchronized boolean stillHeld(HeldLock lock) throws SnapshotFailed {
        var begun = nanoTime.getAsLong();
        if (due - begun > AHEAD.toNanos()) return true;
        try {
            return holders.stillHeld(lock);
        } finally {
            var from = due - begun > 0 ? due : begun;
            due = from + SHARE * (nanoTime.getAsLong() - begun);
        }
    }
}
