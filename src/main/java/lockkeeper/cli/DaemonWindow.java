package lockkeeper.cli;

import lockkeeper.exec.NotArmed;
import lockkeeper.exec.Progress;
import lockkeeper.exec.Until;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A deploy window of a daemon, in which its guard acts for the length of a command.
final class DaemonWindow implements AutoCloseable {
    private static final Duration TO_ARM = Duration.ofSeconds(10);
    private static final String NOT_LEADER = "not leader";

    private final DaemonClient client;
    private final Map<String, Object> request = new LinkedHashMap<>();
    private final Progress progress;
    private @Nullable String target;
    private @Nullable String id;

    /// @param target which of the daemon's servers; null if it has only one
    /// @param only the sessions that it covers, as `guard.only`
    DaemonWindow(
            DaemonClient client,
            @Nullable String target,
            String name,
            Map<String, List<String>> only,
            Progress progress) {
        this.client = client;
        this.target = target;
        this.progress = progress;
        request.put("name", name);
        // It is closed at the end; this is for the case that we cannot. A run that has begun is
        // never cut short, so no shorter time would be safe.
        request.put("ttl", "24h");
        request.put("guard", "enforce");
        request.put("sessions", "new");
        if (!only.isEmpty()) request.put("only", only);
    }

    /// Returns once somebody guards the server.
    ///
    /// @return its name
    String open() throws DaemonFailed, NotArmed, InterruptedException {
        var name = guarded().path("name").asString("");
        target = name;
        request.put("target", name);
        id = client.openDeploy(request).path("id").asString("");
        awaitArmed(name);
        return name;
    }

    private void awaitArmed(String name) throws NotArmed, InterruptedException {
        if (Until.within(TO_ARM, () -> whyNotArmed() == null)) return;
        var why = whyNotArmed();
        if (!NOT_LEADER.equals(why)) throw new NotArmed("the daemon's guard does not act: " + why);
        progress.say(
                ("another Lockkeeper leads on %s and guards it by its own settings; why it stops"
                                + " the command is not known here, so it is not run again.")
                        .formatted(name));
    }

    /// Why a further attempt would not be guarded by anybody; null if it would.
    @Nullable String standsDown() {
        var why = whyNotArmed();
        return NOT_LEADER.equals(why) ? null : why;
    }

    private @Nullable String whyNotArmed() {
        try {
            var now = guarded();
            var guard = now.path("guard");
            var standsDown = guard.path("stands_down").asString("");
            if (!now.path("state").asString("").equals("watching"))
                return "it is " + now.path("state").asString("not there");
            if (!standsDown.isEmpty()) return standsDown;
            return guard.path("mode").asString("").equals("enforce") ? null : "it only observes";
        } catch (DaemonFailed e) {
            return e.getMessage();
        } catch (NotArmed e) {
            return String.valueOf(e.getMessage());
        }
    }

    private JsonNode guarded() throws DaemonFailed, NotArmed {
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

    /// What happened in it.
    List<JsonNode> incidents() throws DaemonFailed {
        var all = new ArrayList<JsonNode>();
        if (id == null) return all;
        var window = client.get("/api/v1/deploys/" + DaemonClient.quoted(id));
        for (var incident : window.path("incidents"))
            all.add(client.get("/api/v1/incidents/" + DaemonClient.quoted(incident.asString(""))));
        return all;
    }

    /// Closes it and tells its verdict.
    @Override
    public void close() {
        if (id == null) return;
        try {
            var verdict = client.closeDeploy(id);
            progress.say(
                    "the deploy window is closed: %s, %.1f session-seconds lost."
                            .formatted(
                                    verdict.path("verdict").asString("no verdict"),
                                    verdict.path("blocked_session_seconds").asDouble(0)));
        } catch (DaemonFailed e) {
            progress.say("the deploy window is still open: " + e.getMessage());
        }
    }
}
