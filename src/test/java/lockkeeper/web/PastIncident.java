package lockkeeper.web;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.incident.Incident;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.statement.Advice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// An incident for tests to show.
final class PastIncident {
    static final Instant START = Scene.START;

    private PastIncident() {}

    static Incident pileUp(String target) {
        return pileUp(target, START);
    }

    static Incident pileUp(String target, Instant start) {
        return pileUp(target, start, PageScene.pileUp(worst(start), 50), words -> words);
    }

    private static Instant worst(Instant start) {
        return start.plusMillis(5800);
    }

    /// The same before it was over.
    static Incident goingOn(Incident i) {
        return new Incident(
                i.id(),
                i.target(),
                i.kind(),
                i.database(),
                i.relation(),
                i.deploy(),
                i.startedAt(),
                null,
                50,
                i.peakWaiting(),
                i.blockedSessionSeconds(),
                i.blockers(),
                List.of(),
                null,
                null,
                i.sentence(),
                i.advice(),
                i.timeline(),
                i.announced(),
                i.worst());
    }

    /// With this text in every place for words.
    static Incident hostile(String target, String text) {
        return pileUp(target, START, PageScene.hostile(worst(START), text), _ -> text);
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

    private static Incident pileUp(
            String target, Instant start, LockSnapshot worst, UnaryOperator<String> said) {
        var sql = said.apply(PageScene.ADD_COLUMN);
        return new Incident(
                "20260101T120000-1",
                target,
                Incident.Kind.DDL,
                said.apply("app"),
                said.apply("public.users"),
                said.apply("release 42"),
                start,
                start.plusSeconds(6),
                0,
                51,
                164.2,
                List.of(
                        new Incident.Blocker(
                                Scene.backend(PageScene.ALTER),
                                said.apply("ALTER TABLE"),
                                sql,
                                said.apply("deploy"),
                                said.apply("flyway"),
                                lockkeeper.guard.Stage.WAITS,
                                LockMode.ACCESS_EXCLUSIVE,
                                List.of(PageScene.REPORT))),
                List.of(
                        new Incident.GuardAction(
                                "a1",
                                start.plusMillis(5820),
                                Action.CANCEL,
                                PageScene.ALTER,
                                true,
                                said.apply("50 sessions held up for 2.0 s"),
                                null,
                                50,
                                50,
                                Outcome.RELEASED)),
                Incident.EndedBy.GUARD,
                Duration.ofMillis(180),
                said.apply(
                        "For 6.0 s up to 51 sessions waited for public.users behind ALTER TABLE."
                                + " The guard ended it; the queue had drained 0.2 s later."),
                said.apply(advice(sql)),
                timeline(start),
                true,
                worst);
    }

    private static String advice(String sql) {
        var advice = Advice.forStatement(sql, LockMode.ACCESS_EXCLUSIVE, true);
        return advice.why() + "\n\n" + advice.block();
    }

    private static List<Incident.Point> timeline(Instant start) {
        return IntStream.rangeClosed(0, 30)
                .mapToObj(i -> new Incident.Point(start.plusMillis(i * 200L), i % 30 * 51 / 29))
                .toList();
    }
}
