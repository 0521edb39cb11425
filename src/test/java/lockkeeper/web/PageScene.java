package lockkeeper.web;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;

import lockkeeper.graph.Scene;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// What the page shows in tests.
final class PageScene {
    static final int REPORT = 8702;
    static final int ALTER = 8891;
    static final int FIRST_READER = 9000;

    static final String ADD_COLUMN = "ALTER TABLE users ADD COLUMN last_seen timestamptz";

    private PageScene() {}

    static LockSnapshot quiet(Instant now) {
        return new Scene().sampledAt(now).snapshot();
    }

    /// A report, an ALTER TABLE behind it, and a crowd behind that.
    static LockSnapshot pileUp(Instant now, int crowd) {
        var scene = new Scene().held(REPORT, ACCESS_SHARE, USERS);
        scene.awaitedSince(now.minusSeconds(9), ALTER, ACCESS_EXCLUSIVE, USERS);
        for (var i = 0; i < crowd; i++) {
            var mode = i % 3 == 0 ? ROW_EXCLUSIVE : ACCESS_SHARE;
            var since = now.minusMillis(8500 - i * 8000L / crowd);
            scene.awaitedSince(since, FIRST_READER + i, mode, USERS);
            scene.with(FIRST_READER + i, b -> session(b, "shop", "app", "SELECT 1", since));
        }
        scene.with(
                REPORT,
                b ->
                        session(
                                b,
                                "metabase",
                                "analyst",
                                "SELECT country, count(*) FROM users GROUP BY country",
                                now.minus(Duration.ofMinutes(4))));
        scene.with(ALTER, b -> session(b, "flyway", "deploy", ADD_COLUMN, now.minusSeconds(9)));
        return scene.sampledAt(now).snapshot();
    }

    private static Backend session(
            Backend b, String application, String user, String query, Instant since) {
        return new Backend(
                b.id(),
                b.type(),
                null,
                b.databaseOid(),
                "app",
                b.userOid(),
                user,
                false,
                application,
                "10.0.0.7",
                "active",
                "Lock",
                "relation",
                since,
                since,
                since,
                false,
                query);
    }

    /// The same with one text in every place where a server may put one.
    static LockSnapshot hostile(Instant now, String text) {
        var scene = new Scene().held(REPORT, ACCESS_SHARE, USERS);
        scene.awaited(ALTER, ACCESS_EXCLUSIVE, USERS).crowd(FIRST_READER, 8, ACCESS_SHARE, USERS);
        for (var pid : new int[] {REPORT, ALTER, FIRST_READER})
            scene.with(
                    pid,
                    b ->
                            new Backend(
                                    b.id(), text, null, 5, text, 10, text, false, text, text, text,
                                    text, text, now, now, now, false, text));
        var honest = scene.sampledAt(now).snapshot();
        return new LockSnapshot(
                honest.sampledAt(),
                honest.inRecovery(),
                honest.deadlockTimeout(),
                honest.locks(),
                honest.backends(),
                honest.holdingElsewhere(),
                honest.blockingPids(),
                honest.departed(),
                Map.<LockTarget, RelationName>of(USERS, new RelationName(text, text, text)),
                Map.of(5L, text),
                honest.ownPids(),
                honest.hidden());
    }
}
