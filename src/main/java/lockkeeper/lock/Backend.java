package lockkeeper.lock;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/// What `pg_stat_activity` said about one session.
///
/// @param type `backend_type`: `client backend`, `autovacuum worker`, `parallel worker` …
/// @param leaderPid the leader of its lock group, only for a parallel worker of a query
/// @param databaseOid 0 for a process without a database
/// @param database its name, null while we do not know it
/// @param userOid 0 for a process without a role
/// @param user its name, null while we do not know it
/// @param superuser whether that role is a superuser, null while we do not know it
/// @param client address of the client, null for a local socket or a background process
/// @param state `active`, `idle in transaction` …, null where PostgreSQL does not tell us
/// @param writes whether its transaction has an id, that is, has changed something
/// @param query the text of its current or last statement; null where it was not fetched
public record Backend(
        BackendId id,
        String type,
        @Nullable Integer leaderPid,
        long databaseOid,
        @Nullable String database,
        long userOid,
        @Nullable String user,
        @Nullable Boolean superuser,
        String application,
        @Nullable String client,
        @Nullable String state,
        @Nullable String waitEventType,
        @Nullable String waitEvent,
        @Nullable Instant xactStart,
        @Nullable Instant queryStart,
        @Nullable Instant stateChange,
        boolean writes,
        @Nullable String query) {

    private static final String AUTOVACUUM = "autovacuum worker";

    /// At the end of the text of an autovacuum that does not yield (`autovac_report_activity`).
    private static final String WRAPAROUND = "(to prevent wraparound)";

    /// Whether it is an autovacuum that makes way for whoever has waited for it for
    /// `deadlock_timeout`: any but one to prevent wraparound.
    public boolean isYieldingAutovacuum() {
        return type.equals(AUTOVACUUM) && !preventsWraparound();
    }

    /// Whether it is an autovacuum to prevent wraparound, as far as its text is known.
    public boolean preventsWraparound() {
        return type.equals(AUTOVACUUM) && query != null && query.endsWith(WRAPAROUND);
    }

    /// Whether this is an ordinary session of a client, the only kind that may ever be signalled.
    public boolean isClient() {
        return type.equals("client backend") && leaderPid == null;
    }

    /// Whether it sits in an open transaction and waits for its client, so that a cancel would be
    /// discarded (`ProcessInterrupts`, `DoingCommandRead`).
    public boolean isIdleInTransaction() {
        return state != null && state.startsWith("idle in transaction");
    }

    /// Whether both are sessions of clients that connected from one place, by one name, as one
    /// role: as far as a server can tell, of one program.
    public boolean isOfSameProgram(Backend other) {
        return isClient()
                && other.isClient()
                && userOid == other.userOid
                && application.equals(other.application)
                && Objects.equals(client, other.client);
    }

    /// The same session with what is looked up apart from the rest.
    public Backend with(
            @Nullable String databaseName,
            @Nullable String userName,
            @Nullable Boolean isSuperuser,
            @Nullable String queryText) {
        return new Backend(
                id,
                type,
                leaderPid,
                databaseOid,
                databaseName,
                userOid,
                userName,
                isSuperuser,
                application,
                client,
                state,
                waitEventType,
                waitEvent,
                xactStart,
                queryStart,
                stateChange,
                writes,
                queryText);
    }
}
