package lockkeeper.notify;

import static lockkeeper.graph.Scene.START;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Stage;
import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.Blocker;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.incident.Incident.GuardAction;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.incident.News;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// News for tests, with names that try to be more than names.
final class SomeNews {
    static final String NASTY = "<!channel> *&* ```\u001b[31m\u202e<http://x|y>";

    private static final LockSnapshot NOTHING = LockSnapshot.quiet(START, false);

    private SomeNews() {}

    static News opened(String id, int waiting) {
        return new News.Opened(incident(id, waiting));
    }

    static News grew(String id, int waiting) {
        return new News.Grew(incident(id, waiting));
    }

    static News.Ended ended(String id) {
        return new News.Ended(incident(id, 0));
    }

    static News acted(String id, String action, @Nullable Outcome outcome) {
        return acted(incident(id, 50), action, outcome);
    }

    /// What came of an action is known once the incident is over.
    static News actedBefore(News.Ended end, String action, Outcome outcome) {
        return acted(end.incident(), action, outcome);
    }

    private static News acted(Incident incident, String action, @Nullable Outcome outcome) {
        var released = outcome == null ? null : (Integer) 50;
        var done =
                new GuardAction(
                        action,
                        START,
                        Action.CANCEL,
                        8891,
                        true,
                        "50 sessions held up for 2.1 s",
                        null,
                        50,
                        released,
                        outcome);
        return new News.Acted(incident, done);
    }

    static News trouble(String key, boolean over) {
        return new News.Trouble("main", key, "The " + key + " fails: " + NASTY, over);
    }

    private static Incident incident(String id, int waiting) {
        var over = waiting == 0;
        return new Incident(
                id,
                "main",
                Kind.HOT_ROW,
                "app",
                NASTY,
                null,
                START,
                over ? START.plusSeconds(12) : null,
                waiting,
                61,
                123.4,
                List.of(
                        new Blocker(
                                Scene.backend(8891),
                                "ALTER TABLE",
                                "ALTER TABLE t SET DEFAULT 'hunter2'",
                                "deploy",
                                NASTY,
                                Stage.WAITS,
                                LockMode.ACCESS_EXCLUSIVE,
                                List.of(8702))),
                List.of(),
                over ? EndedBy.SOMEONE_ELSE : null,
                over ? Duration.ofMillis(250) : null,
                waiting + " sessions wait for " + NASTY,
                "SET lock_timeout = '2s'; -- " + NASTY,
                List.of(),
                true,
                NOTHING);
    }
}
