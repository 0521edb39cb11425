package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Action;
import lockkeeper.guard.PinnedBackend;
import lockkeeper.guard.SignalResult;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;
import lockkeeper.watch.SnapshotFailed;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// A signal hits the session that was meant, as it was meant, or nobody.
@ParameterizedClass
@MethodSource("majors")
class PgBackendControlIT {
    private final PostgresServer server;
    private final String database;
    private final PgTarget target;

    PgBackendControlIT(int major) {
        server = PostgresServer.shared(major);
        database = server.newDatabase();
        server.executeIn(database, "CREATE TABLE users (id int)");
        target = Targets.open(server);
        awaitLead(target);
    }

    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void cancelsTheWaitingDdlAndNobodyElse() throws SnapshotFailed {
        try (var report = server.session(database);
                var ddl = server.session(database);
                var client = server.session(database)) {
            report.run("BEGIN; SELECT * FROM users");
            var migration = ddl.start("ALTER TABLE users ADD COLUMN email text");
            ddl.awaitBlocked();
            var reading = client.start("SELECT * FROM users");
            client.awaitBlocked();

            var pin = pin(target.source().read(), ddl);
            assertThat(target.control().signal(Action.CANCEL, pin))
                    .isEqualTo(new SignalResult.Sent());

            assertThatThrownBy(migration::join).hasMessageContaining("canceling statement");
            reading.join();
            report.run("SELECT 1; COMMIT");
            assertThat(ddl.query("SELECT 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void terminatesADdlThatSleepsInItsTransaction() throws SnapshotFailed {
        try (var ddl = server.session(database);
                var client = server.session(database)) {
            ddl.run("BEGIN; ALTER TABLE users ADD COLUMN email text");
            var reading = client.start("SELECT * FROM users");
            client.awaitBlocked();

            var pin = pin(target.source().read(), ddl);
            assertThat(pin.queryStart()).isNull();
            assertThat(target.control().signal(Action.TERMINATE, pin))
                    .isEqualTo(new SignalResult.Sent());
            reading.join();
            assertThatThrownBy(() -> ddl.run("SELECT 1")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatIsNotJustAsItWasDecidedIsLeftAlone() throws SnapshotFailed {
        try (var report = server.session(database);
                var ddl = server.session(database)) {
            report.run("BEGIN; SELECT * FROM users");
            var migration = ddl.start("ALTER TABLE users ADD COLUMN email text");
            ddl.awaitBlocked();
            var pin = pin(target.source().read(), ddl);

            for (var other : almost(pin)) {
                for (var action : Action.values())
                    assertThat(target.control().signal(action, other))
                            .as(other.toString())
                            .isEqualTo(new SignalResult.AlreadyGone());
            }
            assertThat(migration).isNotDone();
            report.run("COMMIT");
            migration.join();
        }
    }

    /// The same, but for one microsecond, number or mode.
    private static List<PinnedBackend> almost(PinnedBackend p) {
        var micro = Duration.ofNanos(1000);
        var since = Objects.requireNonNull(p.waitStart()).plus(micro);
        var xact = Objects.requireNonNull(p.xactStart()).plus(micro);
        var query = Objects.requireNonNull(p.queryStart()).plus(micro);
        var target = p.target();
        var elsewhere = LockTarget.relation(target.database(), target.relation() + 1);
        var session = new BackendId(p.id().pid(), p.id().startedAt().plus(micro));
        var vxid = p.virtualTransaction();
        var later = p.decidedAt().minusSeconds(3);
        var now = p.decidedAt();
        var ax = p.mode();
        return List.of(
                pin(
                        session,
                        vxid,
                        p.xactStart(),
                        p.queryStart(),
                        target,
                        ax,
                        false,
                        p.waitStart(),
                        now),
                pin(
                        p.id(),
                        vxid + "1",
                        p.xactStart(),
                        p.queryStart(),
                        target,
                        ax,
                        false,
                        p.waitStart(),
                        now),
                pin(p.id(), vxid, xact, p.queryStart(), target, ax, false, p.waitStart(), now),
                pin(p.id(), vxid, p.xactStart(), query, target, ax, false, p.waitStart(), now),
                pin(
                        p.id(),
                        vxid,
                        p.xactStart(),
                        p.queryStart(),
                        elsewhere,
                        ax,
                        false,
                        p.waitStart(),
                        now),
                pin(
                        p.id(),
                        vxid,
                        p.xactStart(),
                        p.queryStart(),
                        target,
                        LockMode.EXCLUSIVE,
                        false,
                        p.waitStart(),
                        now),
                pin(
                        p.id(),
                        vxid,
                        p.xactStart(),
                        p.queryStart(),
                        target,
                        ax,
                        true,
                        p.waitStart(),
                        now),
                pin(p.id(), vxid, p.xactStart(), p.queryStart(), target, ax, false, since, now),
                pin(p.id(), vxid, p.xactStart(), p.queryStart(), target, ax, false, null, now),
                pin(
                        p.id(),
                        vxid,
                        p.xactStart(),
                        p.queryStart(),
                        target,
                        ax,
                        false,
                        p.waitStart(),
                        later));
    }

    @Test
    void aLockOnAnObjectPinsAsWell() throws SnapshotFailed {
        server.executeIn(database, "CREATE TYPE mood AS ENUM ('well')");
        try (var ddl = server.session(database);
                var other = server.session(database)) {
            ddl.run("BEGIN; ALTER TYPE mood ADD VALUE 'unwell'");
            var waiting = other.start("ALTER TYPE mood ADD VALUE 'so so'");
            other.awaitBlocked();

            var snapshot = target.source().read();
            assertThat(snapshot.locks().getFirst().target().type()).isEqualTo(LockType.OBJECT);
            assertThat(target.control().signal(Action.TERMINATE, pin(snapshot, ddl)))
                    .isEqualTo(new SignalResult.Sent());
            waiting.join();
        }
    }

    @Test
    void theServersRefusalIsPassedOn() throws SnapshotFailed {
        var watcher = server.newRole("IN ROLE pg_monitor");
        try (var weak = Targets.open(server, watcher);
                var report = server.session(database);
                var ddl = server.session(database)) {
            assertThat(Objects.requireNonNull(weak.source().facts()).signalsOthers()).isFalse();
            report.run("BEGIN; SELECT * FROM users");
            ddl.startAndBlock("ALTER TABLE users ADD COLUMN email text");
            target.close();
            awaitLead(weak);
            var result = weak.control().signal(Action.CANCEL, pin(weak.source().read(), ddl));
            assertThat(result).isInstanceOf(SignalResult.Refused.class);
            assertThat(((SignalResult.Refused) result).why()).containsIgnoringCase("superuser");
            assertThat(ddl.isBlocked()).isTrue();
            report.run("COMMIT");
        }
    }

    @Test
    void aRoleOfSignallersSignalsOrdinaryRoles() throws SnapshotFailed {
        var guard = server.newRole("IN ROLE pg_monitor, pg_signal_backend");
        var app = server.newRole("");
        server.executeIn(database, "ALTER TABLE users OWNER TO " + app);
        try (var strong = Targets.open(server, guard);
                var report = server.session(database);
                var ddl = server.session(database, app)) {
            report.run("BEGIN; SELECT * FROM users");
            ddl.startAndBlock("ALTER TABLE users ADD COLUMN email text");
            target.close();
            awaitLead(strong);
            assertThat(strong.control().signal(Action.CANCEL, pin(strong.source().read(), ddl)))
                    .isEqualTo(new SignalResult.Sent());
            await().until(() -> !ddl.isBlocked());
            report.run("COMMIT");
        }
    }

    @Test
    void aSessionNamedByHandIsSignalledIfItStillIsTheSame() {
        try (var session = server.session(database)) {
            var start = "SELECT backend_start FROM pg_stat_activity WHERE pid = " + session.pid();
            var startedAt = Times.parse(server.query(start));
            var sleeping = session.start("SELECT pg_sleep(60)");
            var recycled = new BackendId(session.pid(), startedAt.plusMillis(1));
            assertThat(target.control().signal(Action.CANCEL, recycled))
                    .isEqualTo(new SignalResult.AlreadyGone());
            assertThat(sleeping).isNotDone();
            await().until(() -> isActive(session));
            assertThat(
                            target.control()
                                    .signal(Action.CANCEL, new BackendId(session.pid(), startedAt)))
                    .isEqualTo(new SignalResult.Sent());
            assertThatThrownBy(sleeping::join).hasMessageContaining("canceling statement");
        }
    }

    @Test
    void ourOwnSessionsAreNeverSignalled() throws SnapshotFailed {
        for (var pid : target.source().read().ownPids()) {
            var start = "SELECT backend_start FROM pg_stat_activity WHERE pid = " + pid;
            var startedAt = server.query(start);
            if (startedAt == null)
                continue; // names are looked up over a connection that comes and goes
            var own = new BackendId(pid, Times.parse(startedAt));
            assertThat(target.control().signal(Action.TERMINATE, own))
                    .isInstanceOf(SignalResult.Refused.class);
        }
        assertThat(target.source().glance()).isNotNull();
    }

    /// To know whom it may signal, the server looks up the role; while somebody holds `pg_authid`
    /// it cannot, if it never did before.
    @Test
    void aRoleThatCannotBeLookedUpNowMayBeTriedAgain() {
        try (var stranger = server.session(database, server.newRole(""));
                var holder = server.session()) {
            var started = "SELECT backend_start FROM pg_stat_activity WHERE pid = ";
            var startedAt = Objects.requireNonNull(server.query(started + stranger.pid()));
            var id = new BackendId(stranger.pid(), Times.parse(startedAt));
            holder.run("BEGIN; LOCK TABLE pg_authid");
            assertThat(target.control().signal(Action.CANCEL, id))
                    .isInstanceOf(SignalResult.Unreachable.class);
            holder.run("COMMIT");
            assertThat(target.control().signal(Action.CANCEL, id))
                    .isEqualTo(new SignalResult.Sent());
        }
    }

    private static void awaitLead(PgTarget target) {
        await().atMost(Duration.ofSeconds(20)).until(target.leadership()::isLeader);
    }

    private boolean isActive(Session session) {
        var state = "SELECT state FROM pg_stat_activity WHERE pid = " + session.pid();
        return "active".equals(server.query(state));
    }

    private static PinnedBackend pin(LockSnapshot snapshot, Session session) {
        return Pins.of(snapshot, session.pid());
    }

    private static PinnedBackend pin(
            BackendId id,
            String vxid,
            @Nullable Instant xact,
            @Nullable Instant query,
            LockTarget target,
            LockMode mode,
            boolean granted,
            @Nullable Instant since,
            Instant decidedAt) {
        return new PinnedBackend(id, vxid, xact, query, target, mode, granted, since, decidedAt);
    }
}
