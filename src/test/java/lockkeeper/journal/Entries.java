package lockkeeper.journal;

import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Action;
import lockkeeper.guard.JournalEntry.CircuitClosed;
import lockkeeper.guard.JournalEntry.Declined;
import lockkeeper.guard.JournalEntry.Done;
import lockkeeper.guard.JournalEntry.Intent;
import lockkeeper.guard.JournalEntry.Manual;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.Reason;
import lockkeeper.guard.Stage;
import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.Blocker;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.incident.Incident.GuardAction;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.incident.Incident.Point;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.lock.UnknownBackend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Things to write down, with text that would break a careless format.
final class Entries {
    static final String NASTY = "é\n\r\u2028\"\\\u001b[31m{}, 漢\ud83d\ude00";
    static final Instant PRECISE = START.plusNanos(123_456_000);

    private Entries() {}

    static Intent intent(String id, Instant at) {
        var pinned =
                new PinnedBackend(
                        Scene.backend(8891),
                        "3/17",
                        PRECISE,
                        null,
                        USERS,
                        ACCESS_EXCLUSIVE,
                        false,
                        PRECISE,
                        PRECISE);
        return new Intent("main", at, id, "i1", Action.CANCEL, pinned, NASTY, 50);
    }

    static Done done(String id, Instant at) {
        return new Done("main", at, id, Outcome.RELEASED, 50, null);
    }

    static Declined declined(Instant at) {
        return new Declined("main", at, "i1", null, Reason.TOO_FEW, NASTY, Action.TERMINATE, 2);
    }

    static CircuitClosed closed(Instant at) {
        return new CircuitClosed("main", at, NASTY);
    }

    static Manual manual(Instant at) {
        return new Manual("main", at, Action.TERMINATE, Scene.backend(7), NASTY, "sent");
    }

    static Incident incident(String id, int waiting) {
        return incident(id, waiting, worst());
    }

    static Incident incident(String id, int waiting, LockSnapshot worst) {
        return new Incident(
                id,
                "main",
                Kind.DDL,
                "app",
                NASTY,
                null,
                PRECISE,
                waiting == 0 ? PRECISE.plusSeconds(3) : null,
                waiting,
                60,
                123.456,
                List.of(
                        new Blocker(
                                Scene.backend(2),
                                "ALTER TABLE",
                                NASTY,
                                null,
                                "flyway",
                                Stage.WAITS,
                                ACCESS_EXCLUSIVE,
                                List.of(1, 0)),
                        new Blocker(
                                new PreparedTransaction("-1/78", 5, NASTY),
                                "prepared",
                                null,
                                null,
                                "",
                                Stage.HOLDS,
                                ACCESS_SHARE,
                                List.of()),
                        new Blocker(
                                new UnknownBackend(4),
                                "statement",
                                null,
                                null,
                                "",
                                Stage.HOLDS,
                                ACCESS_SHARE,
                                List.of())),
                List.of(
                        new GuardAction(
                                "a1",
                                PRECISE,
                                Action.CANCEL,
                                2,
                                true,
                                "why",
                                null,
                                5,
                                null,
                                Outcome.GONE)),
                waiting == 0 ? EndedBy.SOMEONE_ELSE : null,
                waiting == 0 ? Duration.ofNanos(250_000_001) : null,
                NASTY,
                null,
                List.of(new Point(PRECISE, 3), new Point(PRECISE.plusSeconds(1), 4)),
                true,
                worst);
    }

    /// Every kind of owner, a worker, a row, names and answers.
    private static LockSnapshot worst() {
        return new Scene()
                .held(1, ACCESS_SHARE, USERS)
                .query(1, NASTY)
                .held(new PreparedTransaction("-1/77", 5, null), ACCESS_SHARE, USERS)
                .held(new PreparedTransaction("-1/78", 5, "gid"), ACCESS_SHARE, USERS)
                .unknown(4)
                .held(4, ACCESS_SHARE, USERS)
                .awaited(2, ACCESS_EXCLUSIVE, USERS)
                .awaited(9, ACCESS_SHARE, LockTarget.tuple(5, 1001, 0, 1))
                .awaited(10, ACCESS_SHARE, LockTarget.transaction("4294967295"))
                .worker(11, 10)
                .holdsElsewhere(2, 9)
                .answered(2, 1, 0)
                .snapshot();
    }
}
