package lockkeeper.demo;

import static lockkeeper.demo.Narrator.seconds;

import lockkeeper.guard.GuardMode;
import lockkeeper.incident.Incident;
import lockkeeper.incident.Incidents;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// The scenes of the demo. Each answers whether it went as it should.
final class Scenes {
    /// With `guard.sustained` at one second, nobody should be held up longer than this.
    static final Duration LONGEST = Duration.ofSeconds(2);

    private static final int REPORT_SECONDS = 20;
    private static final String REPORT =
            "SELECT count(*) FROM users, pg_sleep(%d)".formatted(REPORT_SECONDS);

    private final Stage stage;
    private final Clients clients;
    private final Incidents incidents;
    private final Narrator tell;
    private final boolean enforce;

    /// Ids of the actions that the audience has heard of: an incident may go on over two scenes.
    private final Set<String> told = new HashSet<>();

    private int column;

    Scenes(Stage stage, Clients clients, Incidents incidents, Narrator narrator, GuardMode mode) {
        this.stage = stage;
        this.clients = clients;
        this.incidents = incidents;
        this.tell = narrator;
        this.enforce = mode == GuardMode.ENFORCE;
    }

    boolean waitingDdl() throws SQLException, InterruptedException {
        tell.title("A careless migration waits behind a report, and everybody behind it");
        try (var report = report();
                var migration = addColumn("flyway")) {
            var incident = follow(List.of(migration));
            if (!enforce) return outage(report);
            return judge(incident, "57014", migration.sqlState()) && tryAgain(report);
        }
    }

    boolean holdingDdl() throws SQLException, InterruptedException {
        tell.title("A migration has its lock, and idles in its open transaction");
        tell.say("BEGIN; ALTER TABLE users …; and then the deploy script does something else");
        try (var migration = new Migration(stage, "deploy", "alembic", "BEGIN", nextColumn())) {
            var incident = follow(List.of());
            if (!enforce) return true;
            return judge(incident, "57P01", migration.wasTerminated() ? "57P01" : null);
        }
    }

    boolean stackedDdl() throws SQLException, InterruptedException {
        tell.title("Two migrations queue up; ending only one would help nobody");
        clients.pause(); // so that both stand in line before the first client does
        try (var report = report();
                var first = addColumn("flyway");
                var second = addColumn("liquibase")) {
            clients.resume();
            var incident = follow(List.of(first, second));
            if (!enforce) return outage(report);
            return judge(incident, "57014", first.sqlState(), second.sqlState());
        }
    }

    boolean concurrently() throws SQLException, InterruptedException {
        tell.title("An innocent CREATE INDEX CONCURRENTLY waits for an old transaction");
        var name = "users_visits_" + ++column;
        clients.longestHeldUp();
        try (var old =
                        new Migration(
                                stage,
                                "app",
                                "batch",
                                "BEGIN; UPDATE users SET visits = 0 WHERE id = 1; SELECT"
                                        + " pg_sleep(4); COMMIT");
                var index =
                        new Migration(
                                stage,
                                "deploy",
                                "flyway",
                                "CREATE INDEX CONCURRENTLY " + name + " ON users (visits)")) {
            tell.say("it blocks nobody, so it is left alone, however long it waits");
            await(Duration.ofSeconds(30), index::isDone);
            var heldUp = clients.longestHeldUp();
            tell.say(
                    "the index is %s; no client was held up longer than %s",
                    index.succeeded() ? "ready" : "NOT ready", seconds(heldUp));
            return index.succeeded() && old.isDone();
        }
    }

    private Migration report() throws SQLException, InterruptedException {
        var report = new Migration(stage, "metabase", "metabase", REPORT);
        tell.say("metabase starts a report on users that takes %d s", REPORT_SECONDS);
        pause(Duration.ofMillis(300));
        return report;
    }

    private Migration addColumn(String tool) throws SQLException, InterruptedException {
        var statement = nextColumn();
        tell.say("%s runs %s", tool, statement);
        var migration = new Migration(stage, "deploy", tool, statement);
        pause(Duration.ofMillis(100));
        return migration;
    }

    private String nextColumn() {
        return "ALTER TABLE users ADD COLUMN note_%d text".formatted(++column);
    }

    /// Tells what can be seen until the pile-up is over, or, without a guard, has lasted long
    /// enough to be understood.
    private @Nullable Incident follow(List<Migration> migrations) throws InterruptedException {
        clients.longestHeldUp();
        var begun = Instant.now();
        var most = enforce ? Duration.ofSeconds(15) : Duration.ofSeconds(8);
        var explained = false;
        var deadline = Instant.now().plus(most);
        @Nullable Incident newest = null;
        var shown = 0;
        while (Instant.now().isBefore(deadline)) {
            pause(Duration.ofMillis(20));
            var stuck = clients.stuck();
            if (stuck >= shown + 5 || (stuck == Clients.COUNT && shown < stuck)) {
                tell.say("%d of %d clients hang", stuck, Clients.COUNT);
                shown = stuck;
            }
            newest = newest(begun);
            if (newest == null) continue;
            if (newest.isOpen() && newest.waiting() >= 5 && !explained) {
                explained = true;
                tell.say("Lockkeeper: %s", newest.sentence());
            }
            tellActions(newest);
            if (!newest.isOpen() && migrations.stream().allMatch(Migration::isDone)) break;
        }
        return newest;
    }

    private @Nullable Incident newest(Instant since) {
        for (var incident : incidents.recent(null, 5)) {
            var endedAt = incident.endedAt();
            if (endedAt == null || !endedAt.isBefore(since)) return incident;
        }
        return null;
    }

    private void tellActions(Incident incident) {
        for (var action : incident.actions()) {
            if (!told.add(action.id())) continue;
            var line =
                    action.enforced()
                            ? "Lockkeeper: %s pid %d: %s; predicts that %d get through"
                                    .formatted(
                                            String.valueOf(action.action())
                                                    .toLowerCase(Locale.ROOT),
                                            action.pid(),
                                            action.reason(),
                                            action.predicted())
                            : "Lockkeeper leaves pid %d alone: %s (%s)"
                                    .formatted(action.pid(), action.reason(), action.detail());
            tell.say("%s", line);
        }
    }

    private boolean judge(
            @Nullable Incident incident, String expected, @Nullable String... migrationsGot)
            throws InterruptedException {
        await(Duration.ofSeconds(2), () -> clients.stuck() == 0);
        var heldUp = clients.longestHeldUp();
        var ended = incident != null && incident.endedBy() == Incident.EndedBy.GUARD;
        var quick = heldUp.compareTo(LONGEST) < 0;
        tell.say("the queue has drained; the longest that a client hung: %s", seconds(heldUp));
        if (incident != null)
            tell.note(
                    "cost: %.1f session-seconds; without a guard until the report ends: about %d",
                    incident.blockedSessionSeconds(), Clients.COUNT * REPORT_SECONDS);
        var stopped = Arrays.stream(migrationsGot).allMatch(expected::equals);
        var fine = ended && quick && stopped;
        if (!fine)
            tell.note(
                    "NOT as it should be: ended by the guard %s, held up %s (at most %s), the"
                            + " migration got %s",
                    ended, seconds(heldUp), seconds(LONGEST), Arrays.toString(migrationsGot));
        return fine;
    }

    /// The deploy comes again when the report is gone, and nobody notices.
    private boolean tryAgain(Migration report) throws SQLException, InterruptedException {
        report.close();
        tell.say("the report is gone; the deploy tries again");
        pause(Duration.ofMillis(300));
        clients.longestHeldUp();
        try (var migration = addColumn("flyway")) {
            await(Duration.ofSeconds(5), migration::isDone);
            var heldUp = clients.longestHeldUp();
            tell.say(
                    "%s; the longest that a client hung: %s",
                    migration.succeeded() ? "it went through" : "it did NOT go through",
                    seconds(heldUp));
            return migration.succeeded();
        }
    }

    private boolean outage(Migration report) throws InterruptedException {
        tell.say("nobody ends it: the site is down until the report is done");
        await(Duration.ofSeconds(REPORT_SECONDS + 10), report::isDone);
        await(Duration.ofSeconds(5), () -> clients.stuck() == 0);
        tell.say("the longest that a client hung: %s", seconds(clients.longestHeldUp()));
        return true;
    }

    private static void await(Duration most, BooleanSupplier condition)
            throws InterruptedException {
        var deadline = Instant.now().plus(most);
        while (!condition.getAsBoolean() && Instant.now().isBefore(deadline))
            pause(Duration.ofMillis(20));
    }

    private static void pause(Duration length) throws InterruptedException {
        Thread.sleep(length);
    }
}
