package lockkeeper.pg;

import java.util.List;

/// What a doctor wants to know of a server and of our role there.
///
/// @param direct whether we talk to the server itself and not to a pooler in front of it
/// @param seesOthers pg_monitor or pg_read_all_stats
/// @param signalsOthers pg_signal_backend
/// @param roleLimit how many connections the role may have; -1: no limit
/// @param tracksActivities whether sessions show what they do, our own at least
/// @param activitiesSetBy where that stands: the `source` of `pg_settings`
/// @param reserved slots of `maxConnections` that are kept for other roles than this one
/// @param userTables how many tables of somebody's there are in the database we are connected to
/// @param withoutLockTimeout roles that own tables and have no lock_timeout, at most ten
public record ServerHealth(
        String version,
        int major,
        boolean inRecovery,
        boolean direct,
        String database,
        String role,
        boolean superuser,
        boolean seesOthers,
        boolean signalsOthers,
        int roleLimit,
        boolean tracksActivities,
        String activitiesSetBy,
        int maxConnections,
        int reserved,
        int used,
        int userTables,
        List<String> withoutLockTimeout) {
    public ServerHealth {
        withoutLockTimeout = List.copyOf(withoutLockTimeout);
    }
}
