package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.pg.ServerHealth;

import org.junit.jupiter.api.Test;

import java.util.List;

class ServerFindingsTest {
    private static List<Finding> findings(int major, boolean direct, int used, String role) {
        var health =
                new ServerHealth(
                        major + ".1",
                        major,
                        false,
                        direct,
                        "postgres",
                        role,
                        false,
                        true,
                        true,
                        -1,
                        true,
                        "default",
                        100,
                        3,
                        used,
                        0,
                        List.of());
        return new ServerFindings("main", health, GuardSettings.DEFAULTS.in(GuardMode.ENFORCE))
                .all();
    }

    @Test
    void allIsWell() {
        assertThat(findings(15, true, 10, "lockkeeper"))
                .containsExactly(
                        Finding.ok("main", "version", "PostgreSQL 15.1"),
                        Finding.ok("main", "role of the server", "primary"),
                        Finding.ok("main", "sees other sessions", "yes"),
                        Finding.ok(
                                "main",
                                "may end other sessions",
                                "yes, except those of superusers"),
                        Finding.ok("main", "connections", "10 of 100 in use, 3 kept for others"),
                        Finding.ok("main", "quiet database", "postgres has no tables of anybody's"),
                        Finding.ok(
                                "main",
                                "lock_timeout",
                                "set for every role that owns tables and may log in"));
    }

    @Test
    void aServerThatIsTooOldOrTooNew() {
        for (var major : List.of(13, 19))
            assertThat(findings(major, true, 10, "lockkeeper"))
                    .contains(
                            Finding.missing(
                                    "main",
                                    "version",
                                    "PostgreSQL " + major + ".1 is not supported",
                                    "use a server from 14 to 18"));
    }

    @Test
    void aPooler() {
        assertThat(findings(15, false, 10, "lockkeeper"))
                .contains(
                        Finding.warn(
                                "main",
                                "direct connection",
                                "a pooler answers: it may hand each statement to another session",
                                "point the target's url at the server itself"));
    }

    @Test
    void aServerThatIsFull() {
        assertThat(findings(15, true, 96, "lockkeeper"))
                .contains(
                        Finding.warn(
                                "main",
                                "connections",
                                "96 of 100 in use, 3 kept for others: full",
                                "raise max_connections, or let the application use fewer"));
        assertThat(findings(16, true, 96, "Lock keeper"))
                .contains(
                        Finding.warn(
                                "main",
                                "connections",
                                "96 of 100 in use, 3 kept for others: full",
                                "GRANT pg_use_reserved_connections TO \"Lock keeper\"; ALTER"
                                        + " SYSTEM SET reserved_connections = 3; and restart the"
                                        + " server"));
    }
}
