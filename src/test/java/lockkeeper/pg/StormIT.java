package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Action;
import lockkeeper.guard.SignalResult;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.SamplingSettings;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Storms on the server in which the sampling goes on and a pile-up can still be ended.
@HasOwnServers
@ParameterizedClass
@MethodSource("majors")
class StormIT {
    private static final Duration HARDLY_A_GAP = Duration.ofSeconds(1);

    private static final List<String> LOCAL =
            List.of("pg_class", "pg_attribute", "pg_proc", "pg_type");
    private static final List<String> SHARED =
            List.of("pg_authid", "pg_database", "pg_auth_members", "pg_db_role_setting");

    private final int major;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private PostgresServer server;
    private PgTarget target;
    private Session report;
    private Session ddl;
    private Session client;

    StormIT(int major) {
        this.major = major;
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    /// A guard without superuser rights watches a pile-up of an application without them.
    @BeforeEach
    void pileUp() {
        server = own(PostgresServer.of(major).with("max_connections", "25").start());
        server.execute("CREATE ROLE app LOGIN");
        server.execute("CREATE ROLE guard LOGIN IN ROLE pg_monitor, pg_signal_backend");
        server.execute("CREATE DATABASE app OWNER app");
        report = own(server.session("app", "app"));
        ddl = own(server.session("app", "app"));
        client = own(server.session("app", "app"));
        report.run("CREATE TABLE users (id int)").run("BEGIN; SELECT * FROM users");
        target = own(Targets.open(server, "guard"));
        await().until(() -> target.leadership().isLeader());
    }

    @AfterEach
    void close() throws Exception {
        for (var part : parts.reversed()) part.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_class",
                "pg_attribute",
                "pg_proc",
                "pg_type",
                "pg_authid",
                "pg_database",
                "pg_auth_members",
                "pg_db_role_setting",
                "all"
            })
    void catalogsLocked(String catalog) {
        var app = own(server.session("app"));
        var maintenance = own(server.session());
        queueUp();
        try (var sampling = new Sampling(target)) {
            var local = catalog.equals("all") ? LOCAL : keep(LOCAL, catalog);
            var shared = catalog.equals("all") ? SHARED : keep(SHARED, catalog);
            lock(maintenance, local);
            lock(app, Stream.concat(local.stream(), shared.stream()).toList());
            staysUsable(sampling);
        }
        app.close();
        maintenance.close();
    }

    private static List<String> keep(List<String> catalogs, String only) {
        return catalogs.stream().filter(only::equals).toList();
    }

    private static void lock(Session session, List<String> catalogs) {
        if (!catalogs.isEmpty()) session.run("BEGIN; LOCK TABLE " + String.join(", ", catalogs));
    }

    @Test
    void everyConnectionSlotTaken() {
        queueUp();
        try (var sampling = new Sampling(target)) {
            takeEverySlot();
            staysUsable(sampling);
        }
    }

    @Test
    void everyConnectionSlotTakenAtTheStart() {
        target.close();
        var taken = takeEverySlot();
        var late = own(PgTarget.open(Targets.of(server, "guard"), SamplingSettings.DEFAULTS));
        try (var sampling = new Sampling(late)) {
            soon().until(() -> sampling.failure() != null && words(sampling).contains("slots"));
            assertThat(late.leadership().isLeader()).isFalse();
            taken.forEach(Session::close);
            within(Duration.ofSeconds(2)).until(() -> sampling.newest() != null);
        }
    }

    @Test
    void aStormOfInvalidations() {
        queueUp();
        try (var sampling = new Sampling(target);
                var storm = server.session("app", "postgres")) {
            storm.run(
                    """
                    DO $$ BEGIN FOR i IN 1..400 LOOP
                      EXECUTE 'CREATE TABLE storm (a int, b text, c int, PRIMARY KEY (a))';
                      EXECUTE 'DROP TABLE storm';
                      COMMIT;
                    END LOOP; END $$
                    """);
            staysUsable(sampling);
        }
    }

    private void queueUp() {
        ddl.startAndBlock("ALTER TABLE users ADD COLUMN email text");
        client.startAndBlock("SELECT * FROM users");
    }

    private void staysUsable(Sampling sampling) {
        sampling.longestGap();
        await().during(Duration.ofMillis(800)).until(() -> sampling.failure() == null);
        assertThat(sampling.longestGap()).isLessThan(HARDLY_A_GAP);
        assertThat(target.leadership().isLeader()).isTrue();
        var snapshot = Objects.requireNonNull(sampling.newest());
        assertThat(snapshot.hidden()).isFalse();
        assertThat(target.control().signal(Action.CANCEL, Pins.of(snapshot, ddl.pid())))
                .isEqualTo(new SignalResult.Sent());
        soon().until(() -> !waits(Objects.requireNonNull(sampling.newest()), ddl));
        assertThat(sampling.longestGap()).isLessThan(HARDLY_A_GAP);
    }

    private static boolean waits(LockSnapshot snapshot, Session session) {
        return snapshot.locks().stream()
                .flatMap(lock -> lock.waiters().stream())
                .anyMatch(waiter -> waiter.waiter().pid() == session.pid());
    }

    /// Until none is left for a while: the slot of a session that has just ended is free a moment
    /// later.
    private List<Session> takeEverySlot() {
        var taken = new ArrayList<Session>();
        soon().during(Duration.ofSeconds(1)).until(() -> !takesOne(taken));
        return taken;
    }

    private boolean takesOne(List<Session> taken) {
        try {
            taken.add(own(server.session("app", "app")));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static String words(Sampling sampling) {
        var failure = sampling.failure();
        return failure == null ? "" : Objects.requireNonNullElse(failure.getMessage(), "");
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.add(part);
        return part;
    }

    private static ConditionFactory soon() {
        return within(Duration.ofSeconds(20));
    }

    private static ConditionFactory within(Duration time) {
        return await().pollInterval(Duration.ofMillis(20)).atMost(time);
    }
}
