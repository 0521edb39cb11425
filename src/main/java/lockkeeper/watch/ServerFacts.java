package lockkeeper.watch;

import java.time.Duration;

/// What we know of a server and of our rights on it, read anew with each connection and about every
/// ten seconds.
///
/// @param version as the server prints it, `15.19`
/// @param major 14 to 18 are supported
/// @param database the database we are connected to
/// @param role the role we are connected as
/// @param superuser whether that role is a superuser
/// @param seesOthers whether it may see what other sessions do (pg_monitor or pg_read_all_stats);
///   without, nothing may be concluded from what we do not see
/// @param signalsOthers whether it may cancel and terminate sessions of others (pg_signal_backend)
/// @param deadlockTimeout the server's setting
public record ServerFacts(
        String version,
        int major,
        String database,
        String role,
        boolean superuser,
        boolean seesOthers,
        boolean signalsOthers,
        Duration deadlockTimeout) {}
