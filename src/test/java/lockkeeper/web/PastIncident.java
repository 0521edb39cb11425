package lockkeeper.web;

import static lockkeeper.graph.Scene.USERS;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.incident.Incident;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.PreparedTransaction;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// An incident for tests to show.
final class PastIncident {
    static final Instant START = Scene.START;

    private PastIncident() {}

    static Incident pileUp(String target) {
        return pileUp(
                target,
                "public.users",
                "50 sessions wait for public.users. They stand behind ALTER TABLE (pid 200, flyway,"
                        + " user deploy, 9.0 s), which itself waits for a SELECT (pid 100,"
                        + " metabase, 4 min). Ending the ALTER TABLE frees all 50 at once.");
    }

    /// With this text in every place for words.
    static Incident hostile(String target, String text) {
        return pileUp(target, text, text);
    }

    /// Sessions behind a prepared transaction of this name, still waiting, with this text in every
    /// place for words.
    static Incident prepared(String target, String text) {
        return new Incident(
                "20260101T120000-2",
                target,
                Incident.Kind.PREPARED_TRANSACTION,
                text,
                text,
                null,
                START,
                null,
                12,
                12,
                33,
                List.of(
                        new Incident.Blocker(
                                new PreparedTransaction("-1/7", 5, text),
                                text,
                                null,
                                null,
                                "",
                                lockkeeper.guard.Stage.HOLDS,
                                LockMode.EXCLUSIVE,
                                List.of())),
                List.of(),
                null,
                null,
                text,
                text,
                List.of(new Incident.Point(START, 12)),
                true,
                new Scene()
                        .held(
                                new PreparedTransaction("-1/7", 5, text),
                                LockMode.EXCLUSIVE,
                                LockTarget.transaction("77"))
                        .crowd(300, 12, LockMode.SHARE, LockTarget.transaction("77"))
                        .snapshot());
    }

    private static Incident pileUp(String target, String relation, String words) {
        return new Incident(
                "20260101T120000-1",
                target,
                Incident.Kind.DDL,
                relation,
                relation,
                relation,
                START,
                START.plusSeconds(6),
                0,
                51,
                164.2,
                List.of(
                        new Incident.Blocker(
                                Scene.backend(200),
                                words,
                                words,
                                words,
                                words,
                                lockkeeper.guard.Stage.WAITS,
                                LockMode.ACCESS_EXCLUSIVE,
                                List.of(100))),
                List.of(
                        new Incident.GuardAction(
                                "a1",
                                START.plusSeconds(4),
                                Action.CANCEL,
                                200,
                                true,
                                words,
                                words,
                                50,
                                50,
                                Outcome.RELEASED)),
                Incident.EndedBy.GUARD,
                Duration.ofMillis(180),
                words,
                words,
                IntStream.range(0, 30)
                        .mapToObj(
                                i ->
                                        new Incident.Point(
                                                START.plusMillis(i * 200L),
                                                i < 25 ? i * 2 : 51 - (i - 24) * 10))
                        .toList(),
                true,
                new Scene()
                        .held(100, LockMode.ACCESS_SHARE, USERS)
                        .awaited(200, LockMode.ACCESS_EXCLUSIVE, USERS)
                        .crowd(300, 50, LockMode.ACCESS_SHARE, USERS)
                        .query(200, "ALTER TABLE users ADD COLUMN note text")
                        .snapshot());
    }
}
