package lockkeeper.cli;

import lockkeeper.cli.GraphSource.NoGraph;
import lockkeeper.exec.Cover;
import lockkeeper.exec.Glimpse;
import lockkeeper.exec.Glimpses;
import lockkeeper.exec.NotArmed;
import lockkeeper.exec.Obstacle;
import lockkeeper.exec.Progress;
import lockkeeper.exec.Stopped;
import lockkeeper.exec.Until;
import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The guard of a running daemon, in a deploy window that is open for the length of the command.
public final class DaemonCover implements Cover, AutoCloseable {
    private static final Duration TO_ARM = Duration.ofSeconds(10);
    private static final Duration TO_SETTLE = Duration.ofSeconds(7);
    private static final Duration LOOK = Duration.ofMillis(200);

    /// Two looks after the end of the command, the end of its last wait has been seen.
    private static final Duration LAST_LOOKS = LOOK.multipliedBy(3);

    private final DaemonClient client;
    private final Map<String, Object> window;
    private final Progress progress;
    private final @Nullable Duration lockTimeout;
    private final Glimpses glimpses = new Glimpses();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<String> earlier = new HashSet<>();
    private @Nullable String target;
    private @Nullable String deploy;
    private volatile Instant since = Instant.MAX;

    /// @param target which of the daemon's servers; null if it has only one
    /// @param name of the deploy window
    /// @param only the sessions that it covers, as `guard.only`
    /// @param lockTimeout the `lock_timeout` of the command's sessions; null: none
    public DaemonCover(
            DaemonClient client,
            @Nullable String target,
            String name,
            Map<String, List<String>> only,
            Progress progress,
            @Nullable Duration lockTimeout) {
        this.client = client;
        this.target = target;
        this.progress = progress;
        this.lockTimeout = lockTimeout;
        window = new LinkedHashMap<>();
        window.put("name", name);
        // closed at the end; this is for the case that we cannot
        window.put("ttl", "24h");
        window.put("guard", "enforce");
        window.put("sessions", "new");
        if (!only.isEmpty()) window.put("only", only);
    }

    // ---- before

    @Override
    public void arm() throws NotArmed, InterruptedException {
        try {
            var name = target().path("name").asString("");
            target = name;
            window.put("target", name);
            deploy = client.openDeploy(window).path("id").asString("");
            awaitArmed(name);
            since = graph().sampledAt();
            Thread.ofVirtual().name("looks").start(this::watch);
            progress.say("the daemon guards what connects to %s from now on.".formatted(name));
        } catch (DaemonFailed | NoGraph e) {
            throw new NotArmed(words(e));
        }
    }

    private void awaitArmed(String name) throws NotArmed, InterruptedException, DaemonFailed {
        if (Until.within(TO_ARM, () -> whyNotArmed() == null)) return;
        var guard = target().path("guard");
        if (!guard.path("stands_down").asString("").equals("not leader"))
            throw new NotArmed("the daemon's guard does not act: " + whyNotArmed());
        progress.say(
                ("another Lockkeeper leads on %s and guards it by its own settings; why it stops"
                                + " the command is not known here, so it is not run again.")
                        .formatted(name));
    }

    private @Nullable String whyNotArmed() {
        try {
            var now = target();
            var guard = now.path("guard");
            var standsDown = guard.path("stands_down").asString("");
            if (!now.path("state").asString("").equals("watching"))
                return "it is " + now.path("state").asString("not there");
            if (!standsDown.isEmpty()) return standsDown;
            return guard.path("mode").asString("").equals("enforce") ? null : "it only observes";
        } catch (DaemonFailed | NotArmed e) {
            return words(e);
        }
    }

    private JsonNode target() throws DaemonFailed, NotArmed {
        var names = new ArrayList<String>();
        JsonNode found = null;
        for (var one : client.get("/api/v1/targets")) {
            names.add(one.path("name").asString(""));
            if (target == null || names.getLast().equals(target)) found = one;
        }
        if (found == null || (target == null && names.size() > 1))
            throw new NotArmed("--target must be one of " + names);
        return found;
    }

    // ---- meanwhile

    private void watch() {
        try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            var graph = graph();
            var seen = new ArrayList<Glimpse>();
            for (var session : graph.sessions()) {
                var start = session.backendStart();
                if (start != null && !start.isBefore(since))
                    seen.add(glimpse(graph, session, new BackendId(session.pid(), start)));
            }
            glimpses.add(graph.sampledAt(), seen);
        } catch (DaemonFailed | NoGraph e) {
            // what is not seen is not concluded from
        }
    }

    private LiveGraph graph() throws DaemonFailed, NoGraph {
        return LiveGraph.of(client.get("/api/v1/graph" + query()).toString());
    }

    private String query() {
        return target == null ? "" : "?target=" + DaemonClient.quoted(target);
    }

    private static Glimpse glimpse(LiveGraph graph, LiveGraph.Session session, BackendId id) {
        var queryStart = session.idlesInTransaction() ? null : session.queryStart();
        return new Glimpse(
                id,
                session.command() == null ? "statement" : session.command(),
                String.valueOf(session.xactStart()),
                Glimpse.isOlder(session.xactStart(), queryStart),
                session.waitingSince(),
                // whether they remain is asked of the incident's relation
                blockers(graph, session),
                graph.sampledAt());
    }

    private static List<Obstacle> blockers(LiveGraph graph, LiveGraph.Session session) {
        return graph.sessions().stream()
                .filter(one -> session.blockedBy().contains(one.pid()) && !one.waiting())
                .map(one -> new Obstacle(described(one), () -> false))
                .toList();
    }

    private static String described(LiveGraph.Session session) {
        if (session.pid() == 0) return "the prepared transaction '%s'".formatted(session.gid());
        var what =
                session.idlesInTransaction()
                        ? "a session that idles in its open transaction"
                        : session.command() == null ? "a session" : session.command();
        return "%s (pid %d, %s, user %s)"
                .formatted(what, session.pid(), session.application(), session.user());
    }

    @Override
    public void begin() {
        glimpses.forget();
        try {
            for (var action : actions()) earlier.add(action.id());
        } catch (DaemonFailed e) {
            progress.say(words(e));
        }
    }

    // ---- after

    /// @param session null if it was none of the command's
    private record Acted(
            String id, @Nullable BackendId session, String command, String outcome, JsonNode in) {}

    private List<Acted> actions() throws DaemonFailed {
        var all = new ArrayList<Acted>();
        if (deploy == null) return all;
        var known = client.get("/api/v1/deploys/" + DaemonClient.quoted(deploy));
        for (var id : known.path("incidents")) {
            var incident = client.get("/api/v1/incidents/" + DaemonClient.quoted(id.asString("")));
            for (var action : incident.path("actions"))
                if (action.path("enforced").asBoolean(false)) all.add(acted(action, incident));
        }
        return all;
    }

    private Acted acted(JsonNode action, JsonNode incident) {
        BackendId session = null;
        var command = "statement";
        for (var blocker : incident.path("blockers")) {
            if (blocker.path("pid").asInt(0) != action.path("pid").asInt(-1)) continue;
            var start = Instant.parse(blocker.path("backend_start").asString(""));
            if (start.isBefore(since)) continue;
            session = new BackendId(blocker.path("pid").asInt(0), start);
            command = blocker.path("command").asString(command);
        }
        return new Acted(
                action.path("id").asString(""),
                session,
                command,
                action.path("outcome").asString(""),
                incident);
    }

    @Override
    public List<Stopped> stopped() throws InterruptedException {
        try {
            var end = System.nanoTime() + TO_SETTLE.toNanos();
            var actions = fresh();
            while (actions.stream().anyMatch(one -> one.outcome().isEmpty())
                    && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
                actions = fresh();
            }
            var byGuard = byGuard(actions);
            if (!byGuard.isEmpty() || lockTimeout == null) return byGuard;
            TimeUnit.MILLISECONDS.sleep(LAST_LOOKS.toMillis());
            return Stopped.byTimeout(glimpses.thatLasted(lockTimeout));
        } catch (DaemonFailed e) {
            progress.say("why the command was stopped is not known: " + words(e));
            return List.of();
        }
    }

    private List<Acted> fresh() throws DaemonFailed {
        return actions().stream().filter(one -> !earlier.contains(one.id())).toList();
    }

    private List<Stopped> byGuard(List<Acted> actions) {
        var stopped = new LinkedHashMap<BackendId, Stopped>();
        for (var one : actions) {
            var session = one.session();
            if (session == null || Set.of("gone", "denied").contains(one.outcome())) continue;
            stopped.putIfAbsent(session, stopped(session, one));
        }
        return List.copyOf(stopped.values());
    }

    private Stopped stopped(BackendId session, Acted acted) {
        var seen = glimpses.of(session);
        return new Stopped(
                Stopped.Cause.GUARD,
                session.pid(),
                acted.command(),
                seen != null && seen.inTransaction(),
                seen == null || seen.obstacles().isEmpty() ? List.of() : inTheWay(seen, acted));
    }

    /// The daemon does not watch those whom nobody waits for any more, but it can tell whether the
    /// lock could be had.
    private List<Obstacle> inTheWay(Glimpse seen, Acted acted) {
        var incident = acted.in();
        var path =
                "/api/v1/preflight%s&database=%s&relation=%s"
                        .formatted(
                                query(),
                                DaemonClient.quoted(incident.path("database").asString("")),
                                DaemonClient.quoted(incident.path("relation").asString("")));
        var description = seen.obstacles().getFirst().description();
        return List.of(new Obstacle(description, () -> waits(path)));
    }

    private boolean waits(String path) {
        try {
            return client.get(path).path("verdict").asString("").equals("waits");
        } catch (DaemonFailed e) {
            return false;
        }
    }

    @Override
    public @Nullable String standsDown() {
        var why = whyNotArmed();
        return why == null || why.equals("not leader") ? null : why;
    }

    /// Closes the window and tells its verdict.
    @Override
    public void close() {
        closed.countDown();
        if (deploy == null) return;
        try {
            var verdict = client.closeDeploy(deploy);
            progress.say(
                    "the deploy window is closed: %s, %.1f session-seconds lost."
                            .formatted(
                                    verdict.path("verdict").asString("no verdict"),
                                    verdict.path("blocked_session_seconds").asDouble(0)));
        } catch (DaemonFailed e) {
            progress.say("the deploy window is still open: " + words(e));
        }
    }

    private static String words(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
