package lockkeeper.guard;

import lockkeeper.guard.Suspect.Identity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;

/// Transactions that a signal was meant for before, as far as it matters for the next one: those
/// that it did not help with, and those that were quicker than it.
final class Encounters {
    /// So many of each are remembered.
    private static final int MOST = 1000;

    private final SequencedSet<Identity> inVain = new LinkedHashSet<>();
    private final SequencedSet<Identity> cancelled = new LinkedHashSet<>();
    private final SequencedSet<Identity> quicker = new LinkedHashSet<>();

    /// Those who were signalled and still block: one transaction is not tried twice.
    Set<Identity> inVain() {
        return Collections.unmodifiableSet(inVain);
    }

    /// It was signalled and still blocks.
    void inVain(Identity transaction) {
        keep(inVain, transaction);
    }

    /// A cancel did not help it, and when it was time to terminate it that was not allowed. It is
    /// not cancelled again, but terminated as soon as it may be.
    void onlyCancelled(Identity transaction) {
        inVain.remove(transaction);
        keep(cancelled, transaction);
    }

    /// It is being terminated after all.
    void again(Identity transaction) {
        inVain.remove(transaction);
        cancelled.remove(transaction);
    }

    /// What may be done to this one; null if the settings leave nothing that would work.
    @Nullable Action action(Suspect suspect, GuardSettings settings) {
        var backend = suspect.backend();
        var ignoresCancel =
                cancelled.contains(suspect.identity())
                        || (backend != null && backend.isIdleInTransaction());
        if (!ignoresCancel || settings.action() == Action.TERMINATE) return settings.action();
        return settings.terminateAfter().isZero() ? null : Action.TERMINATE;
    }

    /// It was not where it had been decided about when the signal came. Who waits for its lock has
    /// left its place then; who holds it may just be at its next statement.
    void gone(PinnedBackend backend) {
        if (backend.granted()) keep(quicker, backend.identity());
    }

    /// What the next signal is for. Of a transaction of many short statements each would be over
    /// before the signal; it is the transaction that holds the lock.
    PinnedBackend pin(Suspect suspect, Instant decidedAt) {
        return suspect.granted() && quicker.contains(suspect.identity())
                ? PinnedBackend.inAnyStatement(suspect, decidedAt)
                : PinnedBackend.of(suspect, decidedAt);
    }

    private static void keep(SequencedSet<Identity> some, Identity transaction) {
        some.add(transaction);
        if (some.size() > MOST) some.removeFirst();
    }
}
