package lockkeeper.cli;

import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// Asks a daemon whether somebody who had a lock still has it. It does not watch those whom nobody
/// waits for any more, but a preflight tells who has a table now.
final class DaemonHolders implements BooleanSupplier {
    /// A daemon that cannot log in to that database will not be able to later.
    private static final int MOST_FAILURES = 3;

    private final DaemonClient client;
    private final @Nullable String path;
    private final List<Holder> holders;
    private int failures;

    /// @param xactStart null if that is not known
    private record Holder(int pid, @Nullable Instant xactStart) {}

    /// @param waiter whose lock it is; of one that is not a table nothing can be told
    DaemonHolders(
            DaemonClient client,
            String target,
            LiveGraph graph,
            LiveGraph.Session waiter,
            Collection<LiveGraph.Session> holders) {
        this.client = client;
        this.path = path(target, graph.queueWith(waiter.pid()), waiter.waitsFor());
        this.holders = holders.stream().map(one -> new Holder(one.pid(), one.xactStart())).toList();
    }

    private static @Nullable String path(
            String target, LiveGraph.@Nullable Queue queue, LiveGraph.@Nullable WaitsFor awaited) {
        if (queue == null || awaited == null || !queue.lock().type().equals("relation"))
            return null;
        return "/api/v1/preflight?target=%s&database=%s&relation=%s&mode=%s"
                .formatted(
                        DaemonClient.quoted(target),
                        DaemonClient.quoted(String.valueOf(queue.lock().database())),
                        DaemonClient.quoted(queue.lock().name()),
                        DaemonClient.quoted(awaited.mode()));
    }

    @Override
    public boolean getAsBoolean() {
        if (path == null) return false;
        try {
            var report = client.get(path);
            failures = 0;
            return report.path("statements").valueStream().anyMatch(this::isHeld);
        } catch (DaemonFailed e) {
            return isBusy(e) || ++failures < MOST_FAILURES;
        }
    }

    /// It cannot be reached, or has no time just now.
    private static boolean isBusy(DaemonFailed failure) {
        return failure.status() == 0 || failure.status() == HttpURLConnection.HTTP_UNAVAILABLE;
    }

    private boolean isHeld(JsonNode statement) {
        for (var lock : statement.path("locks"))
            for (var occupant : lock.path("ahead")) if (isOneOfThem(occupant)) return true;
        return false;
    }

    private boolean isOneOfThem(JsonNode occupant) {
        if (!occupant.path("granted").asBoolean(false)) return false;
        var mode = LockMode.named(occupant.path("mode").asString(""));
        // CONCURRENTLY keeps its locks from one transaction to the next
        var outlives = mode == null || !mode.isWeak();
        var pid = occupant.path("pid").asInt(-1);
        var since = instant(occupant.path("since").asString(""));
        return holders.stream()
                .anyMatch(
                        one ->
                                one.pid() == pid
                                        && (outlives || Objects.equals(one.xactStart(), since)));
    }

    private static @Nullable Instant instant(String text) {
        return text.isEmpty() ? null : Instant.parse(text);
    }
}
