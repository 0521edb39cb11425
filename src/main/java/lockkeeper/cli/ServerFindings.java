package lockkeeper.cli;

import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.pg.ServerHealth;
import lockkeeper.statement.SqlName;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the doctor says of a server that answers.
final class ServerFindings {
    static final int OLDEST = 14;
    static final int NEWEST = 18;
    private static final int OUR_CONNECTIONS = 2;

    /// Where a setting may stand that is for our sessions alone, as `pg_settings` says it.
    private static final Set<String> ONLY_OURS =
            Set.of("user", "database", "database user", "client");

    private final String target;
    private final ServerHealth health;
    private final GuardSettings guard;
    private final SqlName role;

    ServerFindings(String target, ServerHealth health, GuardSettings guard) {
        this.target = target;
        this.health = health;
        this.guard = guard;
        this.role = new SqlName(health.role());
    }

    List<Finding> all() {
        var findings = new ArrayList<Finding>();
        findings.add(version());
        findings.add(recovery());
        findings.add(sees());
        findings.add(signals());
        if (!health.tracksActivities()) findings.add(blind());
        if (!health.direct()) findings.add(pooler());
        findings.add(connections());
        findings.add(database());
        findings.add(lockTimeout());
        return findings;
    }

    private Finding version() {
        var version = "PostgreSQL " + health.version();
        return health.major() >= OLDEST && health.major() <= NEWEST
                ? Finding.ok(target, "version", version)
                : Finding.missing(
                        target,
                        "version",
                        version + " is not supported",
                        "use a server from %d to %d".formatted(OLDEST, NEWEST));
    }

    private Finding recovery() {
        return health.inRecovery()
                ? Finding.warn(
                        target,
                        "role of the server",
                        "standby: what piles up here comes from the primary, nothing can be ended",
                        "add the primary as a target, too")
                : Finding.ok(target, "role of the server", "primary");
    }

    private Finding sees() {
        var what = "sees other sessions";
        if (health.superuser())
            return Finding.ok(target, what, "yes, as superuser, which is more than it needs");
        return health.seesOthers()
                ? Finding.ok(target, what, "yes")
                : Finding.missing(
                        target,
                        what,
                        "no: role " + health.role() + " lacks pg_monitor",
                        "GRANT pg_monitor TO " + role + ";");
    }

    private Finding signals() {
        var what = "may end other sessions";
        if (health.superuser()) return Finding.ok(target, what, "yes, as superuser");
        if (health.signalsOthers())
            return Finding.ok(target, what, "yes, except those of superusers");
        var grant = "GRANT pg_signal_backend TO " + role + ";";
        var lacks = "no: role " + health.role() + " lacks pg_signal_backend";
        return guard.mode() == GuardMode.ENFORCE
                ? Finding.missing(target, what, lacks, grant)
                : Finding.warn(target, what, lacks + ", which guard.mode enforce needs", grant);
    }

    /// Where it is off only for us, nobody sees when we are silent and must be replaced.
    private Finding blind() {
        var ours = ONLY_OURS.contains(health.activitiesSetBy());
        return Finding.missing(
                target,
                "activity",
                ours
                        ? "track_activities is off for us: no other Lockkeeper could replace a"
                                + " frozen one"
                        : "track_activities is off: nobody can see who waits",
                visibleAgain());
    }

    private String visibleAgain() {
        var database = new SqlName(health.database());
        return switch (health.activitiesSetBy()) {
            case "user" -> "ALTER ROLE %s RESET track_activities;".formatted(role);
            case "database" -> "ALTER DATABASE %s RESET track_activities;".formatted(database);
            case "database user" ->
                    "ALTER ROLE %s IN DATABASE %s RESET track_activities;"
                            .formatted(role, database);
            case "client" -> "take track_activities out of the target's url";
            case "command line" -> "start the server without track_activities on its command line";
            default -> "ALTER SYSTEM SET track_activities = on; SELECT pg_reload_conf();";
        };
    }

    private Finding pooler() {
        return Finding.warn(
                target,
                "direct connection",
                "a pooler answers: it may hand each statement to another session",
                "point the target's url at the server itself");
    }

    private Finding connections() {
        var what = "connections";
        var open = health.maxConnections() - health.reserved();
        var used =
                "%d of %d in use, %d kept for others"
                        .formatted(health.used(), health.maxConnections(), health.reserved());
        if (!health.superuser() && health.roleLimit() >= 0 && health.roleLimit() < OUR_CONNECTIONS)
            return Finding.missing(
                    target,
                    what,
                    "role %s may have %d, we need %d"
                            .formatted(health.role(), health.roleLimit(), OUR_CONNECTIONS),
                    "ALTER ROLE " + role + " CONNECTION LIMIT 5;");
        return open - health.used() < OUR_CONNECTIONS
                ? Finding.warn(target, what, used + ": full", fullMend())
                : Finding.ok(target, what, used);
    }

    private String fullMend() {
        return health.major() >= 16
                ? "GRANT pg_use_reserved_connections TO "
                        + role
                        + "; ALTER SYSTEM SET reserved_connections = 3; and restart the server"
                : "raise max_connections, or let the application use fewer";
    }

    private Finding database() {
        var what = "quiet database";
        return health.userTables() == 0
                ? Finding.ok(target, what, health.database() + " has no tables of anybody's")
                : Finding.warn(
                        target,
                        what,
                        "%s has %d tables: DDL there could keep us from reading"
                                .formatted(health.database(), health.userTables()),
                        "CREATE DATABASE lockkeeper; and use it in the target's url");
    }

    private Finding lockTimeout() {
        var what = "lock_timeout";
        var roles = health.withoutLockTimeout();
        if (roles.isEmpty())
            return Finding.ok(target, what, "set for every role that owns tables and may log in");
        return Finding.warn(
                target,
                what,
                "not set for " + String.join(", ", roles) + ", who could run DDL; a second net",
                roles.stream()
                                .map(
                                        name ->
                                                "ALTER ROLE "
                                                        + new SqlName(name)
                                                        + " SET lock_timeout = '5s';")
                                .collect(Collectors.joining(" "))
                        + " (0 for CONCURRENTLY)");
    }
}
