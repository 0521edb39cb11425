package lockkeeper.cli;

import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// What a daemon's guard did to the command's sessions, as the incidents of its window tell it.
final class DaemonActions {
    /// The guard gives up on an action after 5 s.
    private static final Duration TO_SETTLE = Duration.ofSeconds(7);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final DaemonWindow window;
    private final Predicate<Instant> covers;
    private final Set<String> earlier = new HashSet<>();

    /// @param covers whether a session that began then may belong to the command
    DaemonActions(DaemonWindow window, Predicate<Instant> covers) {
        this.window = window;
        this.covers = covers;
    }

    /// A signal to a session of the command.
    ///
    /// @param command what it ran
    /// @param xactStart of the transaction that was signalled; null if the daemon does not tell
    /// @param outcome empty while it is not known
    record Acted(
            String id,
            BackendId session,
            @Nullable Instant xactStart,
            String command,
            String outcome) {
        private boolean wasSent() {
            return !Set.of("gone", "denied").contains(outcome);
        }
    }

    /// What was done until now belongs to an earlier attempt.
    void forget() throws DaemonFailed {
        for (var one : all()) earlier.add(one.id());
    }

    /// A client may go on after its transaction was stopped, so a session may be stopped in
    /// several.
    private record Work(BackendId session, @Nullable Instant xactStart) {}

    /// The first signal to each transaction since, once it is known what came of it.
    List<Acted> sent() throws DaemonFailed, InterruptedException {
        var begun = System.nanoTime();
        var fresh = fresh();
        while (fresh.stream().anyMatch(one -> one.outcome().isEmpty())
                && System.nanoTime() - begun < TO_SETTLE.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            fresh = fresh();
        }
        var sent = new LinkedHashMap<Work, Acted>();
        for (var one : fresh)
            if (one.wasSent()) sent.putIfAbsent(new Work(one.session(), one.xactStart()), one);
        return List.copyOf(sent.values());
    }

    private List<Acted> fresh() throws DaemonFailed {
        return all().stream().filter(one -> !earlier.contains(one.id())).toList();
    }

    private List<Acted> all() throws DaemonFailed {
        var all = new ArrayList<Acted>();
        for (var incident : window.incidents())
            for (var action : incident.path("actions"))
                for (var blocker : incident.path("blockers"))
                    if (isOurs(action, blocker)) all.add(acted(action, blocker));
        return all;
    }

    private boolean isOurs(JsonNode action, JsonNode blocker) {
        return action.path("enforced").asBoolean(false)
                && !action.path("by_hand").asBoolean(false)
                && action.path("pid").asInt(-1) == blocker.path("pid").asInt(0)
                && covers.test(start(blocker));
    }

    private static Instant start(JsonNode blocker) {
        return Instant.parse(blocker.path("backend_start").asString(""));
    }

    private static @Nullable Instant xactStart(JsonNode action) {
        var text = action.path("xact_start").asString("");
        return text.isEmpty() ? null : Instant.parse(text);
    }

    private static Acted acted(JsonNode action, JsonNode blocker) {
        return new Acted(
                action.path("id").asString(""),
                new BackendId(blocker.path("pid").asInt(0), start(blocker)),
                xactStart(action),
                blocker.path("command").asString("statement"),
                action.path("outcome").asString(""));
    }
}
