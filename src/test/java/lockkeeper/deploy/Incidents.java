package lockkeeper.deploy;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Stage;
import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.Blocker;
import lockkeeper.incident.Incident.GuardAction;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// Incidents on `main` for a test: behind an `ALTER TABLE` of `deploy` with `flyway`, pid 20, which
/// waits for pid 10.
final class Incidents {
    private String target = "main";
    private Incident.Kind kind = Incident.Kind.DDL;
    private Stage stage = Stage.WAITS;
    private List<GuardAction> actions = List.of();

    Incidents on(String server) {
        target = server;
        return this;
    }

    Incidents of(Incident.Kind other) {
        kind = other;
        return this;
    }

    Incidents behindAHolder() {
        stage = Stage.HOLDS;
        return this;
    }

    Incidents signalled(Instant at, @Nullable Outcome outcome) {
        return with(at, true, "6 sessions held up", outcome);
    }

    Incidents declined(Instant at) {
        return with(at, false, "observing", null);
    }

    Incidents byHand(Instant at) {
        return with(at, true, "asked for by 127.0.0.1", null);
    }

    private Incidents with(Instant at, boolean enforced, String reason, @Nullable Outcome outcome) {
        actions =
                List.of(
                        new GuardAction(
                                "a1",
                                at,
                                Action.CANCEL,
                                20,
                                enforced,
                                reason,
                                null,
                                6,
                                6,
                                outcome));
        return this;
    }

    Incident cost(String id, double seconds) {
        var at = Scene.START;
        var worst =
                new Scene()
                        .held(10, ACCESS_SHARE, USERS)
                        .awaited(20, ACCESS_EXCLUSIVE, USERS)
                        .query(10, "SELECT count(*) FROM users")
                        .snapshot();
        var blocker =
                new Blocker(
                        Scene.backend(20),
                        "ALTER TABLE",
                        "ALTER TABLE users ADD COLUMN note text",
                        "deploy",
                        "flyway",
                        stage,
                        ACCESS_EXCLUSIVE,
                        List.of(10));
        return new Incident(
                id,
                target,
                kind,
                "app",
                "public.users",
                null,
                at,
                null,
                6,
                6,
                seconds,
                List.of(blocker),
                actions,
                null,
                null,
                "sentence",
                null,
                List.of(),
                true,
                worst);
    }
}
