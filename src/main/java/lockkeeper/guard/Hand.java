package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Writes to the journal and sends signals, away from the poll loop, which must not wait for a disk
/// or a server. One thing at a time, in order.
final class Hand {
    private final GuardTools tools;
    private final Function<GuardRules.InForce, @Nullable String> withdrawn;
    private final AtomicInteger busy = new AtomicInteger();
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();

    /// @param withdrawn why nothing may be signalled any more of what was decided under these
    ///   rules; null if it still may
    Hand(GuardTools tools, Function<GuardRules.InForce, @Nullable String> withdrawn) {
        this.tools = tools;
        this.withdrawn = withdrawn;
    }

    /// What became of an intent.
    ///
    /// @param refused why it was not even tried; null if it was
    /// @param result null if it was not tried
    record Attempt(
            JournalEntry.Intent intent, @Nullable Reason refused, @Nullable SignalResult result) {}

    /// Whether a signal is under way.
    boolean isBusy() {
        return busy.get() > 0;
    }

    /// The next attempt that has come to an end; null if there is none.
    @Nullable Attempt poll() {
        return attempts.poll();
    }

    /// Writes the intent down, then signals. Without the former there is no latter.
    ///
    /// @param under the rules by which it was decided
    void attempt(JournalEntry.Intent intent, GuardRules.InForce under) {
        busy.incrementAndGet();
        tools.executor()
                .execute(
                        () -> {
                            try {
                                attempts.add(carryOut(intent, under));
                            } finally {
                                busy.decrementAndGet();
                            }
                        });
    }

    private Attempt carryOut(JournalEntry.Intent intent, GuardRules.InForce under) {
        if (!tools.leadership().isLeader()) return new Attempt(intent, Reason.NOT_LEADER, null);
        if (!write(intent)) return new Attempt(intent, Reason.JOURNAL_FAILS, null);
        return new Attempt(intent, null, tellAndSignal(intent, under));
    }

    /// Tells of it first, so that nobody sees its effect before.
    private SignalResult tellAndSignal(JournalEntry.Intent intent, GuardRules.InForce under) {
        try {
            tools.witness().entry(intent);
        } catch (RuntimeException e) {
            return new SignalResult.Unreachable("a fault of ours: " + e);
        }
        return signal(intent, under);
    }

    /// Writing may have taken its time, and somebody may have stopped the guard meanwhile, or
    /// closed the window that covered this session.
    private SignalResult signal(JournalEntry.Intent intent, GuardRules.InForce under) {
        var why = withdrawn.apply(under);
        return why == null
                ? tools.control().signal(intent.action(), intent.backend())
                : new SignalResult.Unreachable(why + " by then");
    }

    void record(JournalEntry entry) {
        tools.executor().execute(() -> write(entry));
    }

    private boolean write(JournalEntry entry) {
        try {
            tools.journal().record(entry);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
