package lockkeeper.pg;

import lockkeeper.guard.Action;
import lockkeeper.guard.BackendControl;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.SignalResult;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Signals sessions through the actor's connection, in one statement that checks and acts, so that
/// neither a recycled pid nor the session's next statement is hit.
public final class PgBackendControl implements BackendControl {
    /// A decision that reaches the server later than this is not carried out.
    private static final Duration VALID = Duration.ofSeconds(2);

    /// Our own lock_timeout: somebody holds pg_authid, where a role that was never looked up
    /// stands.
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String PINNED = Sql.resource("signal_pinned.sql").text();

    /// Signals a session that somebody named by hand.
    private static final String NAMED =
            """
            SELECT pg_catalog.%s(a.pid) AS sent FROM pg_catalog.pg_stat_get_activity(?) AS a
             WHERE a.backend_start = ?::pg_catalog.timestamptz
               AND a.pid <> pg_catalog.pg_backend_pid()
            """;

    private final PermanentSession actor;
    private final Supplier<Set<Integer>> ownPids;
    private final Predicate<ServerSession> leads;

    /// @param leads whether it is this very session that has the lead: a guard's signal goes over
    ///   it or not at all
    PgBackendControl(
            PermanentSession actor,
            Supplier<Set<Integer>> ownPids,
            Predicate<ServerSession> leads) {
        this.actor = actor;
        this.ownPids = ownPids;
        this.leads = leads;
    }

    @Override
    public SignalResult signal(Action action, PinnedBackend backend) {
        return send(
                backend.id(),
                session ->
                        leads.test(session)
                                ? result(pinned(session, action, backend))
                                : new SignalResult.Unreachable(
                                        "the connection that had the lead is lost"));
    }

    @Override
    public SignalResult signal(Action action, BackendId session) {
        return send(
                session, current -> result(sent(current, sql(NAMED, action), identity(session))));
    }

    private static SignalResult result(boolean sent) {
        return sent ? new SignalResult.Sent() : new SignalResult.AlreadyGone();
    }

    private SignalResult send(BackendId target, PermanentSession.Work<SignalResult> work) {
        if (ownPids.get().contains(target.pid()))
            return new SignalResult.Refused("it is a session of Lockkeeper itself");
        try {
            actor.call(PgBackendControl::greeted);
        } catch (SQLException e) {
            return new SignalResult.Unreachable(words(e));
        }
        try {
            return actor.call(work);
        } catch (NotConnected e) {
            return new SignalResult.Unreachable(words(e));
        } catch (SQLException e) {
            // an error of the server came before the signal, which is the last thing it does;
            // a lost connection or a timeout tells nothing
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState()))
                return new SignalResult.Unreachable(words(e));
            return isAnswer(e)
                    ? new SignalResult.Refused(words(e))
                    : new SignalResult.Unknown(words(e));
        }
    }

    /// A connection that was lost since its last use is noticed before the signal, when it is still
    /// certain that nothing was sent.
    private static boolean greeted(ServerSession session) throws SQLException {
        session.greet();
        return true;
    }

    private static boolean isAnswer(SQLException e) {
        return !Failure.of(e).losesConnection() && !"57014".equals(e.getSQLState());
    }

    private static String words(SQLException e) {
        return Objects.requireNonNullElse(e.getMessage(), "no reason given");
    }

    private static boolean pinned(ServerSession session, Action action, PinnedBackend backend)
            throws SQLException {
        var lock = backend.target();
        return sent(
                session,
                sql(PINNED, action),
                backend.id().pid(),
                backend.virtualTransaction(),
                backend.mode().pgName(),
                backend.granted(),
                backend.waitStart(),
                lock.type().pgName(),
                lock.database(),
                lock.relation(),
                (long) lock.page(),
                (long) lock.tuple(),
                lock.virtualXid(),
                lock.transactionId(),
                lock.classId(),
                lock.objectId(),
                (long) lock.objectSubId(),
                backend.id().startedAt(),
                backend.xactStart(),
                backend.queryStart(),
                backend.decidedAt().plus(VALID));
    }

    private static boolean sent(ServerSession session, String sql, @Nullable Object... parameters)
            throws SQLException {
        try (var row = session.query(sql, parameters)) {
            return row.next() && row.getBoolean("sent");
        }
    }

    private static Object[] identity(BackendId id) {
        return new Object[] {id.pid(), id.startedAt()};
    }

    private static String sql(String template, Action action) {
        return template.replace(
                "%s",
                switch (action) {
                    case CANCEL -> "pg_cancel_backend";
                    case TERMINATE -> "pg_terminate_backend";
                });
    }

    /// Prepares all statements, for a session that cannot be.
    static void warmUp(ServerSession session) throws SQLException {
        session.greet();
        var nobody = new BackendId(Integer.MAX_VALUE, Instant.EPOCH);
        var pinned =
                new PinnedBackend(
                        nobody,
                        "0/0",
                        null,
                        null,
                        LockTarget.relation(0, 0),
                        LockMode.ACCESS_SHARE,
                        true,
                        null,
                        Instant.EPOCH);
        for (var action : Action.values()) {
            sent(session, sql(NAMED, action), identity(nobody));
            pinned(session, action, pinned);
        }
    }
}
