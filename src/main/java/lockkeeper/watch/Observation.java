package lockkeeper.watch;

import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockSnapshot;

import java.time.Duration;

/// One successful look at a server.
///
/// @param target the name of the server in our configuration
/// @param kind whether the sentinel alone was asked (then nobody waits) or a full sample was read
/// @param begunAt when we began to read, in nanoseconds of the monotonic clock
/// @param took how long the reading lasted, as we saw it
public record Observation(String target, Kind kind, WaitGraph graph, long begunAt, Duration took) {
    public enum Kind {
        SENTINEL,
        FULL
    }

    public LockSnapshot snapshot() {
        return graph.snapshot();
    }
}
