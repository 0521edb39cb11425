package lockkeeper.guard;

import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.Suspect.Identity;
import lockkeeper.lock.LockOwner;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// One signal that was sent and what comes of it, as the following samples show.
final class Campaign {
    /// How long we wait for a session to end, or for those behind it to move, before we call the
    /// signal ineffective. A terminated backend has let go within 0.1 s where nothing is wrong.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JournalEntry.Intent intent;
    private final Identity identity;
    private final Map<LockOwner, @Nullable Instant> stuck;
    private Instant since;

    /// @param released the waiters whom its end should release
    Campaign(
            JournalEntry.Intent intent,
            Identity identity,
            WaitGraph graph,
            Set<LockOwner> released) {
        this(intent, identity, waits(graph, released));
    }

    private Campaign(
            JournalEntry.Intent intent,
            Identity identity,
            Map<LockOwner, @Nullable Instant> stuck) {
        this.intent = intent;
        this.identity = identity;
        this.stuck = stuck;
        this.since = intent.at();
    }

    private static Map<LockOwner, @Nullable Instant> waits(
            WaitGraph graph, Set<LockOwner> released) {
        var waits = new HashMap<LockOwner, @Nullable Instant>();
        for (var owner : released) {
            var awaited = graph.awaited(owner);
            if (awaited != null) waits.put(owner, awaited.waitStart());
        }
        return waits;
    }

    /// The next signal to the same session.
    Campaign again(JournalEntry.Intent next) {
        return new Campaign(next, identity, stuck);
    }

    JournalEntry.Intent intent() {
        return intent;
    }

    Identity identity() {
        return identity;
    }

    /// There was a gap in sampling: its time starts anew.
    void restart(Instant now) {
        since = now;
    }

    /// How the signal turned out by now.
    sealed interface State {
        /// Nothing can be said yet.
        ///
        /// @param blocks whether the session still is in the way
        record Open(boolean blocks) implements State {}

        /// A cancel did not help and a terminate is due.
        ///
        /// @param released how many got through nevertheless
        record Escalate(Suspect suspect, int released) implements State {}

        record Over(Outcome outcome, int released, @Nullable String detail) implements State {}
    }

    /// Whether it should have had its effect long since.
    boolean isSlow(Instant now) {
        return Duration.between(since, now).compareTo(PATIENCE) >= 0;
    }

    State look(WaitGraph graph, Iterable<Suspect> suspects, GuardSettings settings) {
        var lasted = Duration.between(since, graph.snapshot().sampledAt());
        var released = released(graph);
        for (var suspect : suspects)
            if (suspect.identity().equals(identity))
                return stillBlocks(suspect, lasted, released, settings);
        if (released > 0) return new State.Over(Outcome.RELEASED, released, null);
        return lasted.compareTo(PATIENCE) < 0
                ? new State.Open(false)
                : new State.Over(Outcome.INEFFECTIVE, 0, "it ended, yet nobody got through");
    }

    private State stillBlocks(
            Suspect suspect, Duration lasted, int released, GuardSettings settings) {
        var after = settings.terminateAfter();
        var mayTerminate = intent.action() == Action.CANCEL && !after.isZero();
        if (mayTerminate && lasted.compareTo(after) >= 0)
            return new State.Escalate(suspect, released);
        if (mayTerminate || lasted.compareTo(PATIENCE) < 0) return new State.Open(true);
        return new State.Over(Outcome.INEFFECTIVE, released, "it still blocks");
    }

    /// How many of those who were stuck no longer are in the same wait.
    private int released(WaitGraph graph) {
        var released = 0;
        for (var wait : stuck.entrySet()) {
            var now = graph.awaited(wait.getKey());
            if (now == null || !Objects.equals(now.waitStart(), wait.getValue())) released++;
        }
        return released;
    }
}
