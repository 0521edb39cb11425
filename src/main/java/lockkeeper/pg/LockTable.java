package lockkeeper.pg;

import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The contended part of the lock table at one instant, by object.
///
/// @param sampledAt the server's clock when the reading began
/// @param deadlockTimeout as the server has it now
/// @param holdingElsewhere pids of waiters that hold anything that others have waited for or may
record LockTable(
        Instant sampledAt,
        boolean inRecovery,
        Duration deadlockTimeout,
        Map<LockTarget, List<LockRow>> objects,
        Set<Integer> holdingElsewhere) {
    private static final String READ = Sql.resource("locks.sql").text();

    static LockTable read(ServerSession session) throws SQLException {
        try (var row = session.query(READ)) {
            if (!row.next()) throw new SQLException("no answer about locks", "22000");
            var sampledAt = row.getObject("sampled_at", OffsetDateTime.class).toInstant();
            var inRecovery = row.getBoolean("in_recovery");
            var deadlockTimeout = Duration.ofMillis(row.getLong("deadlock_timeout_ms"));
            var holdingElsewhere = pids(row);
            var objects = new LinkedHashMap<LockTarget, List<LockRow>>();
            while (row.next()) add(row, objects);
            objects.values().removeIf(rows -> rows.stream().allMatch(LockRow::granted));
            return new LockTable(sampledAt, inRecovery, deadlockTimeout, objects, holdingElsewhere);
        }
    }

    /// Every pid that has a row.
    Set<Integer> pids() {
        var pids = new HashSet<Integer>();
        forEach(
                row -> {
                    if (row.pid() != null) pids.add(row.pid());
                });
        return pids;
    }

    /// Those of one object who hold it in somebody's way, or ask for it in a mode that keeps others
    /// out.
    static List<LockRow> inTheWay(List<LockRow> rows) {
        var awaited = 0;
        for (var row : rows) if (!row.granted()) awaited |= row.mode().conflicts();
        var found = new ArrayList<LockRow>();
        for (var row : rows) {
            var blocks = row.granted() && (row.mode().bit() & awaited) != 0;
            if (blocks || (!row.granted() && !row.mode().isWeak())) found.add(row);
        }
        return found;
    }

    void forEach(Consumer<LockRow> action) {
        for (var rows : objects.values()) rows.forEach(action);
    }

    private static void add(ResultSet row, Map<LockTarget, List<LockRow>> objects)
            throws SQLException {
        // predicate locks (SIReadLock) have a mode of their own and block nobody
        var mode = LockMode.ofPgName(row.getString("mode"));
        if (mode == null) return;
        var target = target(row);
        var granted = row.getBoolean("granted");
        var pids = (Integer[]) row.getArray("pids").getArray();
        var transactions = (String[]) row.getArray("virtualtransactions").getArray();
        var waitStarts = (Double[]) row.getArray("waitstarts").getArray();
        var rows = objects.computeIfAbsent(target, _ -> new ArrayList<>());
        for (var i = 0; i < pids.length; i++)
            rows.add(
                    new LockRow(
                            target,
                            mode,
                            granted,
                            pids[i],
                            transactions[i],
                            instant(waitStarts[i])));
    }

    private static LockTarget target(ResultSet row) throws SQLException {
        return new LockTarget(
                LockType.ofPgName(row.getString("locktype")),
                row.getLong("database"),
                row.getLong("relation"),
                intOr(row, "page", -1),
                intOr(row, "tuple", -1),
                row.getString("virtualxid"),
                row.getString("transactionid"),
                row.getLong("classid"),
                row.getLong("objid"),
                intOr(row, "objsubid", 0));
    }

    private static int intOr(ResultSet row, String column, int missing) throws SQLException {
        var value = row.getInt(column);
        return row.wasNull() ? missing : value;
    }

    private static Set<Integer> pids(ResultSet row) throws SQLException {
        var array = row.getArray("pids");
        if (array == null) return Set.of();
        var pids = new HashSet<>(Arrays.asList((Integer[]) array.getArray()));
        pids.remove(null);
        return pids;
    }

    /// Exact to the microsecond: a double holds the seconds since 1970 to a quarter of one.
    static @Nullable Instant instant(@Nullable Double epoch) {
        if (epoch == null) return null;
        var seconds = Math.floor(epoch);
        var micros = Math.round((epoch - seconds) * 1e6);
        return Instant.ofEpochSecond((long) seconds, micros * 1000);
    }
}
