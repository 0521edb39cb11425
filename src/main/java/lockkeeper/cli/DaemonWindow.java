package lockkeeper.cli;

import lockkeeper.exec.NotArmed;
import lockkeeper.exec.Progress;
import lockkeeper.exec.Standing;
import lockkeeper.exec.Until;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/// A deploy window of a daemon, in which its guard acts for the length of a command.
final class DaemonWindow implements AutoCloseable {
    private static final Duration TO_ARM = Duration.ofSeconds(10);
    private static final int LONGEST_NAME = 80;
    private static final String OTHERS_LEAD = "others lead";

    private final DaemonClient client;
    private final String name;
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
        this.name = unique(name);
        request.put("name", this.name);
        // It is closed at the end; this is for the case that we cannot. A run that has begun is
        // never cut short, so no shorter time would be safe.
        request.put("ttl", "24h");
        request.put("guard", "enforce");
        request.put("sessions", "new");
        if (!only.isEmpty()) request.put("only", only);
    }

    /// By this name we find our window again whose id got lost, and no one else's.
    private static String unique(String name) {
        var shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        var number = ThreadLocalRandom.current().nextInt();
        return "%s (exec %s)".formatted(shown, HexFormat.of().toHexDigits(number));
    }

    /// Returns once somebody guards the server.
    ///
    /// @param unwanted asked meanwhile; true ends it
    /// @return its name
    String open(BooleanSupplier unwanted) throws DaemonFailed, NotArmed, InterruptedException {
        var server = guarded().path("name").asString("");
        target = server;
        request.put("target", server);
        id = opened();
        awaitArmed(server, unwanted);
        return server;
    }

    private String opened() throws DaemonFailed {
        try {
            return client.openDeploy(request).path("id").asString("");
        } catch (DaemonFailed e) {
            if (e.status() == 0) closeUnseen();
            throw e;
        }
    }

    /// The answer got lost, but perhaps not the window.
    private void closeUnseen() {
        try {
            for (var one : client.deploys())
                if (one.path("name").asString("").equals(name)) {
                    client.closeDeploy(one.path("id").asString(""));
                    return;
                }
        } catch (DaemonFailed e) {
            // said below
        }
        progress.say(
                "whether the deploy window was opened is not known. It would close by itself after"
                        + " 24 h; sooner, with: lockkeeper deploy close '%s'".formatted(name));
    }

    private void awaitArmed(String server, BooleanSupplier unwanted)
            throws NotArmed, InterruptedException {
        if (Until.within(TO_ARM, () -> whyNotArmed() == null, unwanted)) return;
        var why = standsDown();
        if (why != null) throw new NotArmed(why);
        progress.say(
                ("another Lockkeeper leads on %s and guards it by its own settings; why it stops"
                                + " the command is not known here, so it is not run again.")
                        .formatted(server));
    }

    /// Why a further attempt would not be guarded by anybody; null if it would.
    @Nullable String standsDown() {
        var why = whyNotArmed();
        return OTHERS_LEAD.equals(why) ? null : why;
    }

    private @Nullable String whyNotArmed() {
        try {
            return whyNotArmed(guarded());
        } catch (DaemonFailed e) {
            return e.getMessage();
        } catch (NotArmed e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static @Nullable String whyNotArmed(JsonNode server) {
        if (server.path("in_recovery").asBoolean(false)) return Standing.STANDBY;
        var missing = missing(server.path("role"));
        if (missing != null) return missing;
        if (!server.path("state").asString("").equals("watching"))
            return Standing.blind(server.path("name").asString(""), text(server, "problem"));
        var guard = server.path("guard");
        var standing =
                new Standing(
                        guard.path("kill_switch").asBoolean(false),
                        text(guard, "circuit_open_until"),
                        text(guard, "stands_down"),
                        guard.path("led_by_another").asBoolean(false));
        var why = standing.whyNot();
        if (why != null) return why;
        if (standing.othersLead()) return OTHERS_LEAD;
        return guard.path("mode").asString("").equals("enforce") ? null : "the guard only observes";
    }

    private static @Nullable String missing(JsonNode role) {
        if (!role.isObject() || role.path("superuser").asBoolean(false)) return null;
        return Standing.missing(
                role.path("name").asString(""),
                role.path("sees_others").asBoolean(false),
                role.path("signals_others").asBoolean(false));
    }

    private static @Nullable String text(JsonNode node, String key) {
        var value = node.path(key);
        return value.isString() ? value.stringValue() : null;
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
