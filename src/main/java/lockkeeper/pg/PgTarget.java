package lockkeeper.pg;

import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;
import lockkeeper.watch.QueryText;
import lockkeeper.watch.SamplingSettings;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;

/// Everything we have of one server. Opening it does not wait for the server.
public final class PgTarget implements AutoCloseable {
    private final Connections connections;
    private final Watchdog watchdog;
    private final PgSnapshotSource source;

    private PgTarget(TargetSettings target, SamplingSettings sampling) {
        var timeouts = new Timeouts(sampling.statementTimeout());
        watchdog = new Watchdog(timeouts.watchdog());
        connections = new Connections(target, timeouts);
        var withTexts = sampling.queryText() != QueryText.NONE;
        source =
                new PgSnapshotSource(
                        connections, watchdog, new Nameless(), withTexts, this::ownPids);
    }

    public static PgTarget open(TargetSettings target, SamplingSettings sampling) {
        return new PgTarget(target, sampling);
    }

    public PgSnapshotSource source() {
        return source;
    }

    private Set<Integer> ownPids() {
        return Set.of(source.pid());
    }

    @Override
    public void close() {
        connections.close();
        watchdog.close();
    }

    private record Nameless() implements Directory {
        @Override
        public @Nullable RelationName relation(LockTarget target) {
            return null;
        }

        @Override
        public @Nullable Role role(long oid) {
            return null;
        }

        @Override
        public Map<Long, String> databases() {
            return Map.of();
        }
    }
}
