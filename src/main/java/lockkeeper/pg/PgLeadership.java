package lockkeeper.pg;

import lockkeeper.guard.Leadership;
import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Elects the one Lockkeeper that acts on a server, with a session-level advisory lock on the
/// actor's connection.
///
/// **One at a time, though advisory locks are per database.** Whoever got the lock in its database
/// looks in the lock table, which shows all databases, and leads only if it sees no other holder.
/// Of two, the later to take its lock also looks later, while the other still holds its own; so not
/// both can see nobody. Where two wait for each other the one in the database with the higher OID
/// lets go.
///
/// **A frozen leader is replaced, and cannot act any more.** It shows itself every second; one that
/// was silent for 5 s (stopped, or cut off from the network) has its actor session ended by the
/// next. All its signals go through that very session, so none can arrive after the lock has passed
/// on, and a new session of its does not lead before it won again. By its own clock it stops to
/// believe in its lead 4 s after it last asked the server and got an answer.
///
/// **One that could not act leaves the lead to one that could.** Who could act and waits for the
/// lead says so with a second advisory lock, which many can have. A leader that sees one of these
/// and could not act itself lets go, and does not compete while it sees one.
public final class PgLeadership implements Leadership {
    private static final Logger log = LoggerFactory.getLogger(PgLeadership.class);

    /// "Lockkeep" in ASCII.
    static final long KEY = 0x4C6F636B6B656570L;

    /// Of those who wait for the lead and could act.
    private static final long WAITING = KEY + 1;

    /// Only to try the statements out.
    private static final long NOBODYS = KEY + 2;

    static final Duration SILENT = Duration.ofSeconds(5);
    private static final Duration BELIEVED = Duration.ofSeconds(4);

    private static final String TRY = "SELECT pg_catalog.pg_try_advisory_lock(?) AS held";
    private static final String LET_GO = "SELECT pg_catalog.pg_advisory_unlock(?)";
    private static final String STEP_IN_LINE =
            "SELECT pg_catalog.pg_try_advisory_lock_shared(?) AS held";
    private static final String LEAVE_LINE = "SELECT pg_catalog.pg_advisory_unlock_shared(?)";
    private static final String OUR_DATABASE =
            "SELECT datid FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid())";
    private static final String RIVALS = Sql.resource("rivals.sql").text();
    private static final String REPLACE = Sql.resource("replace_rival.sql").text();

    /// @param silent whether it is one of us and has not shown itself for too long
    private record Rival(BackendId id, long database, boolean silent) {}

    /// Where we stand on one connection.
    ///
    /// @param waits whether others see that we wait for the lead and could act
    private record Standing(
            ServerSession session, long database, boolean holds, boolean leads, boolean waits) {
        private Standing with(boolean nowHolds, boolean nowLeads) {
            return new Standing(session, database, nowHolds, nowLeads, waits);
        }
    }

    private final PermanentSession actor;
    private final LongSupplier nanoTime;
    private volatile @Nullable Standing standing;

    /// When the server was asked last of those times that it answered.
    private volatile long lastBeat;

    private volatile boolean wanted = true;
    private volatile boolean able = true;

    /// Whether another one held the lock and showed itself when we competed for it last.
    private volatile boolean rivalled;

    /// @param nanoTime a monotonic clock, in nanoseconds
    PgLeadership(PermanentSession actor, LongSupplier nanoTime) {
        this.actor = actor;
        this.nanoTime = nanoTime;
    }

    @Override
    public boolean isLeader() {
        var current = standing;
        return current != null
                && wanted
                && current.leads
                && actor.isOn(current.session)
                && isRecent();
    }

    @Override
    public boolean isLedByAnother() {
        return rivalled && !isLeader() && isRecent();
    }

    private boolean isRecent() {
        return nanoTime.getAsLong() - lastBeat < BELIEVED.toNanos();
    }

    /// Whether it is this very session that leads. To be asked by who works with it, so that it
    /// neither gets lost nor lets go before that work is done.
    boolean leadsOn(ServerSession session) {
        var current = standing;
        return current != null && current.leads && current.session == session;
    }

    @Override
    public void want(boolean lead) {
        wanted = lead;
    }

    @Override
    public void able(boolean couldAct) {
        able = couldAct;
    }

    /// One turn: shows that we are here, and tries to lead if we do not. To be called every second.
    void beat() {
        var before = isLeader();
        try {
            var now = actor.call(this::ask);
            if (now.leads != before) log.info("leader={}", now.leads);
        } catch (SQLException e) {
            log.debug("no heartbeat: {}", e.getMessage());
            if (before && !isLeader()) log.info("leader=false reason=\"{}\"", e.getMessage());
        }
    }

    /// The age of the answer counts from the question: one that was frozen in between reads an
    /// answer that has long been there.
    private Standing ask(ServerSession session) throws SQLException {
        var asked = nanoTime.getAsLong();
        var next = stand(session);
        standing = next;
        lastBeat = asked;
        return next;
    }

    private Standing stand(ServerSession session) throws SQLException {
        var current = standing;
        if (current == null || current.session != session)
            current = new Standing(session, ownDatabase(session), false, false, false);
        if (!wanted || (!able && isAwaited(session))) return inLine(withoutLead(current), false);
        if (current.leads) {
            session.greet();
            return current;
        }
        var next = compete(current);
        standing = next;
        return inLine(next, able && !next.leads);
    }

    /// Whether somebody waits for the lead who could act.
    private static boolean isAwaited(ServerSession session) throws SQLException {
        return rivals(session, WAITING).stream().anyMatch(rival -> !rival.silent);
    }

    private static Standing inLine(Standing now, boolean wait) throws SQLException {
        if (now.waits == wait) return now;
        var waits = isTrue(now.session, wait ? STEP_IN_LINE : LEAVE_LINE, WAITING) && wait;
        return new Standing(now.session, now.database, now.holds, now.leads, waits);
    }

    private Standing withoutLead(Standing current) throws SQLException {
        rivalled = false;
        standing = current.with(current.holds, false);
        if (current.holds) current.session.query(LET_GO, KEY).close();
        else current.session.greet();
        return current.with(false, false);
    }

    private Standing compete(Standing current) throws SQLException {
        var session = current.session;
        var holds = current.holds || isTrue(session, TRY, KEY);
        // known before anything else may fail: locks are counted, and a second would be left behind
        standing = current.with(holds, false);
        var rivals = rivals(session, KEY);
        rivalled = rivals.stream().anyMatch(rival -> !rival.silent);
        for (var rival : rivals) if (rival.silent) replace(session, rival);
        if (!holds) return current;
        if (rivals.isEmpty()) return current.with(true, true);
        var yields = rivals.stream().anyMatch(rival -> rival.database < current.database);
        if (yields) session.query(LET_GO, KEY).close();
        return current.with(!yields, false);
    }

    private static void replace(ServerSession session, Rival rival) {
        try {
            var sent =
                    isTrue(
                            session,
                            REPLACE,
                            rival.id.pid(),
                            rival.id.startedAt(),
                            (double) SILENT.toSeconds());
            if (sent) log.warn("replaced silent leader pid={}", rival.id.pid());
        } catch (SQLException e) {
            log.debug("cannot replace silent leader pid={}: {}", rival.id.pid(), e.getMessage());
        }
    }

    /// Who else holds the lock of this key, in any database.
    private static List<Rival> rivals(ServerSession session, long key) throws SQLException {
        var rivals = new ArrayList<Rival>();
        try (var row =
                session.query(RIVALS, (double) SILENT.toSeconds(), key >>> 32, key & 0xFFFFFFFFL)) {
            while (row.next()) {
                var start = row.getObject("backend_start", OffsetDateTime.class);
                var startedAt = start == null ? Instant.EPOCH : start.toInstant();
                rivals.add(
                        new Rival(
                                new BackendId(row.getInt("pid"), startedAt),
                                row.getLong("database"),
                                row.getBoolean("silent")));
            }
        }
        return rivals;
    }

    private static long ownDatabase(ServerSession session) throws SQLException {
        try (var row = session.query(OUR_DATABASE)) {
            return row.next() ? row.getLong("datid") : 0;
        }
    }

    private static boolean isTrue(ServerSession session, String sql, Object... parameters)
            throws SQLException {
        try (var row = session.query(sql, parameters)) {
            return row.next() && row.getBoolean(1);
        }
    }

    static void warmUp(ServerSession session) throws SQLException {
        session.greet();
        ownDatabase(session);
        rivals(session, KEY);
        for (var sql : List.of(TRY, LET_GO, STEP_IN_LINE, LEAVE_LINE))
            isTrue(session, sql, NOBODYS);
        isTrue(session, REPLACE, Integer.MAX_VALUE, Instant.EPOCH, (double) SILENT.toSeconds());
    }
}
