package lockkeeper.graph;

import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Rebuilds the order of wait queues, which PostgreSQL does not show, and says where it cannot be
/// known without asking.
///
/// A request goes to the tail, unless its group already holds a lock on the object: then it is put
/// before the first waiter that waits for that lock (`JoinWaitQueue`, in `proc.c`). After
/// `deadlock_timeout` the deadlock detector may reorder any queue (`DeadLockCheck`).
public final class QueueOrder {
    /// Waits that began this close together may have been stamped in the other order: a process may
    /// be interrupted between queueing and stamping.
    private static final Duration TIE = Duration.ofMillis(10);

    /// The detector may run a little before a wait seems old enough: between the reading of the
    /// clock and that of the rows …
    private static final Duration EARLY = Duration.ofMillis(100);

    /// … and, on a busy machine, some time after.
    private static final Duration DELAYED = Duration.ofSeconds(1);

    /// More waiters than this with requests that exclude each other are no DDL queue; asking about
    /// each of them would cost more than the order is worth.
    private static final int MANY = 16;

    private static final Comparator<AwaitedLock> BY_WAIT =
            Comparator.comparing(
                            AwaitedLock::waitStart, Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparingInt(waiter -> waiter.waiter().pid());

    private final LockSnapshot snapshot;
    private final Groups groups;

    QueueOrder(LockSnapshot snapshot, Groups groups) {
        this.snapshot = snapshot;
        this.groups = groups;
    }

    /// The waiters whose place is ambiguous and matters, to be asked about with `pg_blocking_pids`;
    /// those who wait for a table or its like first.
    public static List<Question> questions(LockSnapshot snapshot) {
        return new QueueOrder(snapshot, new Groups(snapshot)).questions();
    }

    private List<Question> questions() {
        var questions = new ArrayList<Question>();
        var late = late();
        var detecting = late.stream().anyMatch(this::isDetecting);
        for (var lock : snapshot.locks()) {
            if (lock.waiters().size() < 2) continue;
            var asked = askable(lock);
            if (asked.size() > MANY && !lock.target().isSchemaObject()) continue;
            var held = new Held(lock.holders(), groups);
            var soon = detecting || lock.waiters().stream().anyMatch(this::isDetecting);
            var only = soon ? snapshot.sampledAt() : null;
            for (var waiter : asked.subList(0, Math.min(asked.size(), MANY))) {
                var against = ambiguous(lock, waiter, held, !late.isEmpty());
                if (!against.isEmpty()) questions.add(new Question(waiter, against, late, only));
            }
        }
        questions.sort(Comparator.comparing(question -> !isAboutSchemaObject(question)));
        return questions;
    }

    private static boolean isAboutSchemaObject(Question question) {
        return question.waiter().target().isSchemaObject();
    }

    /// The waiters to ask about: every pair of conflicting requests has one of them, since weak
    /// modes do not conflict with each other.
    private static List<AwaitedLock> askable(ContendedLock lock) {
        return lock.waiters().stream()
                .filter(waiter -> !waiter.mode().isWeak())
                .sorted(BY_WAIT)
                .toList();
    }

    private Set<AwaitedLock> ambiguous(
            ContendedLock lock, AwaitedLock waiter, Held held, boolean late) {
        var against = new HashSet<AwaitedLock>();
        for (var other : lock.waiters()) {
            if (!other.mode().conflictsWith(waiter.mode())) continue;
            if (groups.of(other.waiter()).equals(groups.of(waiter.waiter()))) continue;
            if (tie(waiter, other) || jump(held, waiter, other) || moved(waiter, other, late))
                against.add(other);
        }
        return against;
    }

    private boolean tie(AwaitedLock a, AwaitedLock b) {
        var from = waitStart(a);
        var to = waitStart(b);
        return from == null || to == null || Duration.between(from, to).abs().compareTo(TIE) < 0;
    }

    /// One of them holds something here and so may have been put ahead of somebody, unless we know
    /// that it was put ahead of just the other.
    private boolean jump(Held held, AwaitedLock a, AwaitedLock b) {
        var heldByA = held.by(groups.of(a.waiter()));
        var heldByB = held.by(groups.of(b.waiter()));
        if (heldByA == 0 && heldByB == 0) return false;
        var aFirst = (b.mode().conflicts() & heldByA) != 0;
        var bFirst = (a.mode().conflicts() & heldByB) != 0;
        return aFirst == bFirst;
    }

    /// Somebody's deadlock detector may have exchanged them: one of the two, or a third session
    /// that waits elsewhere for one of them.
    private boolean moved(AwaitedLock a, AwaitedLock b, boolean late) {
        return (late || isLate(a) || isLate(b)) && (holdsSomething(a) || holdsSomething(b));
    }

    /// Whether it has run the deadlock detector, which every wait does once.
    private boolean isLate(AwaitedLock waiter) {
        return waited(waiter).compareTo(snapshot.deadlockTimeout().minus(EARLY)) > 0;
    }

    /// Whether it may be running the detector just now.
    private boolean isDetecting(AwaitedLock waiter) {
        return isLate(waiter)
                && waited(waiter).compareTo(snapshot.deadlockTimeout().plus(DELAYED)) < 0;
    }

    private Duration waited(AwaitedLock waiter) {
        var start = waitStart(waiter);
        return start == null
                ? snapshot.deadlockTimeout()
                : Duration.between(start, snapshot.sampledAt());
    }

    /// A worker counts as its leader, whose locks we do not see while it does not wait itself.
    private boolean holdsSomething(AwaitedLock waiter) {
        var owner = waiter.waiter();
        return snapshot.holdingElsewhere().contains(owner.pid()) || !groups.of(owner).equals(owner);
    }

    private Set<AwaitedLock> late() {
        var late = new HashSet<AwaitedLock>();
        for (var lock : snapshot.locks())
            for (var waiter : lock.waiters())
                if (holdsSomething(waiter) && isLate(waiter)) late.add(waiter);
        return late;
    }

    /// A wait that seems to have begun before its statement bears the stamp of an earlier wait.
    private @Nullable Instant waitStart(AwaitedLock waiter) {
        var start = waiter.waitStart();
        var backend = snapshot.backend(waiter.waiter());
        var query = backend == null ? null : backend.queryStart();
        return start != null && query != null && start.isBefore(query) ? null : start;
    }

    /// The waiters of one object as the server will serve them.
    ///
    /// @param held of this object
    List<AwaitedLock> of(ContendedLock lock, Held held) {
        var queue = new ArrayList<AwaitedLock>(lock.waiters().size());
        var byWait = new ArrayList<AwaitedLock>(lock.waiters());
        byWait.sort(BY_WAIT);
        for (var waiter : byWait) {
            var group = groups.of(waiter.waiter());
            var modes = held.by(group);
            if (modes == 0) queue.add(waiter);
            else queue.add(place(queue, group, modes), waiter);
        }
        return new VerifiedOrder(snapshot.blockingPids(), groups).apply(lock, queue);
    }

    private int place(List<AwaitedLock> queue, LockOwner group, int held) {
        var conflicts = Modes.conflicts(held);
        for (var i = 0; i < queue.size(); i++) {
            var other = queue.get(i);
            if ((other.mode().bit() & conflicts) != 0 && !groups.of(other.waiter()).equals(group))
                return i;
        }
        return queue.size();
    }
}
