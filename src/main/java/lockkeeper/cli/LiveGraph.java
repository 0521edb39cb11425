package lockkeeper.cli;

import lockkeeper.cli.GraphSource.NoGraph;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;

/// A wait graph as the API answers it, as far as the terminal shows it; the same from a daemon and
/// from the server itself.
record LiveGraph(
        String target,
        Instant sampledAt,
        @Nullable String serverVersion,
        boolean inRecovery,
        boolean hidden,
        @Nullable Instant blindSince,
        int waiting,
        List<Situation> situations,
        List<Session> sessions,
        List<Queue> queues) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    LiveGraph {
        if (target == null || sampledAt == null) throw new IllegalArgumentException("no graph");
        situations = List.copyOf(situations);
        sessions = List.copyOf(sessions);
        queues = List.copyOf(queues);
    }

    static LiveGraph of(String json) throws NoGraph {
        try {
            return MAPPER.readValue(json, LiveGraph.class);
        } catch (JacksonException e) {
            throw new NoGraph("what answers there is no Lockkeeper of this kind");
        }
    }

    record Situation(String sentence, List<Integer> culprits, int stuck) {
        Situation {
            culprits = List.copyOf(culprits);
        }
    }

    /// Where a session stands in line; null if it does not.
    @Nullable Queue queueWith(int pid) {
        for (var queue : queues)
            if (queue.waiters().stream().anyMatch(waiter -> waiter.pid() == pid)) return queue;
        return null;
    }

    record WaitsFor(String lock, String mode) {}

    record Session(
            int pid,
            @Nullable Instant backendStart,
            @Nullable String backendType,
            @Nullable Integer leaderPid,
            @Nullable String user,
            @Nullable String application,
            @Nullable String client,
            @Nullable String state,
            @Nullable Instant xactStart,
            @Nullable Instant queryStart,
            @Nullable Instant stateChange,
            @Nullable String query,
            @Nullable String command,
            @Nullable String gid,
            boolean waiting,
            @Nullable Instant waitingSince,
            @Nullable WaitsFor waitsFor,
            List<Integer> blockedBy,
            int blockedByCount,
            int blockedByHolders,
            @Nullable Integer releasedIfEnded) {
        Session {
            blockedBy = List.copyOf(blockedBy);
        }

        /// Tells prepared transactions, which have no process, apart from each other.
        String key() {
            return key(pid, gid);
        }

        static String key(int pid, @Nullable String gid) {
            return pid == 0 ? "0 " + gid : Integer.toString(pid);
        }

        boolean idlesInTransaction() {
            return state != null && state.startsWith("idle in transaction");
        }
    }

    record Lock(String type, @Nullable String database, String name) {
        /// As sessions name what they wait for.
        String described() {
            return type + " " + name;
        }
    }

    record Queue(Lock lock, List<Holder> holders, List<Waiter> waiters) {
        Queue {
            holders = List.copyOf(holders);
            waiters = List.copyOf(waiters);
        }
    }

    record Holder(int pid, @Nullable String gid, String mode) {
        String key() {
            return Session.key(pid, gid);
        }
    }

    record Waiter(int pid, String mode) {}
}
