package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Action;
import lockkeeper.guard.SignalResult;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.SnapshotFailed;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/// Of several on one server one acts, and never two.
@HasOwnServers
@ParameterizedClass
@MethodSource("majors")
class PgLeadershipIT {
    private final PostgresServer server;
    private final List<PgTarget> targets = new ArrayList<>();

    PgLeadershipIT(int major) {
        server = PostgresServer.of(major).start();
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @AfterEach
    void close() {
        targets.forEach(PgTarget::close);
        server.close();
    }

    @Test
    void whoeverIsAloneLeads() {
        var only = open(server.url());
        soon().until(() -> only.leadership().isLeader());
    }

    @Test
    void whoDoesNotWantTheLeadLeavesItToAnother() {
        var observes = open(server.url());
        soon().until(() -> observes.leadership().isLeader());
        observes.leadership().want(false);
        var enforces = open(server.url());
        neverTwo().until(() -> enforces.leadership().isLeader());
        assertThat(observes.leadership().isLeader()).isFalse();
    }

    @Test
    void whoCouldNotActLeavesTheLeadToOneThatCouldAndElseKeepsIt() {
        var broken = open(server.url());
        broken.leadership().able(false);
        soon().until(() -> broken.leadership().isLeader());
        var other = open(server.url(server.newDatabase()));
        other.leadership().able(false);
        neverTwo().during(Duration.ofSeconds(2)).until(() -> broken.leadership().isLeader());

        other.leadership().able(true);
        neverTwo().until(() -> other.leadership().isLeader());
        neverTwo().during(Duration.ofSeconds(2)).until(() -> other.leadership().isLeader());

        broken.leadership().able(true);
        other.leadership().able(false);
        neverTwo().until(() -> broken.leadership().isLeader());
        broken.leadership().able(false);
        other.close();
        targets.remove(other);
        neverTwo().during(Duration.ofSeconds(2)).until(() -> broken.leadership().isLeader());
    }

    @Test
    void ofTwoOneLeadsAndTheOtherTakesOver() {
        takesOver(server.url(), server.url());
    }

    @Test
    void alsoFromDifferentDatabases() {
        var other = server.newDatabase();
        takesOver(server.url(other), server.url());
        targets.clear();
        takesOver(server.url(), server.url(other));
    }

    @Test
    void twoThatStartAtOnceInDifferentDatabasesAgree() {
        var urls = List.of(server.newDatabase(), "postgres", server.newDatabase());
        urls.forEach(database -> open(server.url(database)));
        neverTwo().until(() -> leaders() == 1);
        neverTwo().during(Duration.ofSeconds(2)).until(() -> leaders() == 1);
    }

    @Test
    void alsoWhileNoCatalogCanBeRead() {
        var leader = open(server.url());
        soon().until(() -> leader.leadership().isLeader());
        var follower = open(server.url());
        soon().until(() -> follower.leadership().isLedByAnother());
        try (var storm = server.session()) {
            storm.run("BEGIN; LOCK TABLE pg_class, pg_attribute, pg_proc, pg_type");
            leader.close();
            targets.remove(leader);
            soon().until(() -> follower.leadership().isLeader());
        }
    }

    @Test
    void aBeatThatFailsHalfWayLeavesNoLockBehind() {
        server.execute("CREATE ROLE keeper LOGIN; GRANT pg_monitor TO keeper");
        var leader = open(server.url());
        soon().until(() -> leader.leadership().isLeader());
        var database = server.newDatabase();
        var follower = open(server.url(database), "keeper");
        soon().until(() -> follower.leadership().isLedByAnother());
        try (var there = server.session(database)) {
            var right = "EXECUTE ON FUNCTION pg_catalog.pg_stat_get_activity(int4)";
            there.run("REVOKE " + right + " FROM PUBLIC");
            soon().until(() -> !follower.leadership().isLedByAnother());
            there.run("GRANT " + right + " TO PUBLIC");
        }
        soon().until(() -> follower.leadership().isLedByAnother());
        follower.leadership().want(false);
        var locks =
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                        + " WHERE usename = 'keeper' AND locktype = 'advisory'";
        soon().until(() -> "0".equals(server.query(locks)));
    }

    @Test
    void aSilentLeaderIsReplacedAndItsSessionEnded() {
        try (var proxy = new TcpProxy(server.port())) {
            var frozen = open(proxy.url());
            soon().until(() -> frozen.leadership().isLeader());
            var pid =
                    "SELECT pid FROM pg_stat_activity WHERE application_name = 'lockkeeper actor'";
            var session = server.query(pid);
            var next = open(server.url());
            neverTwo().during(Duration.ofMillis(1500)).until(() -> !next.leadership().isLeader());

            proxy.silence();
            neverTwo().until(() -> next.leadership().isLeader());
            var alive = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + session;
            assertThat(server.query(alive)).isEqualTo("0");

            proxy.restore();
            neverTwo().during(Duration.ofSeconds(2)).until(() -> next.leadership().isLeader());
        }
    }

    @Test
    void aLeaderThatLostItsConnectionStandsDownAndComesBack() {
        try (var proxy = new TcpProxy(server.port())) {
            var only = open(proxy.url());
            soon().until(() -> only.leadership().isLeader());
            proxy.silence();
            soon().until(() -> !only.leadership().isLeader());
            assertThat(only.leadership().isLedByAnother()).isFalse();
            proxy.restore();
            proxy.cut();
            soon().until(() -> only.leadership().isLeader());
        }
    }

    /// Another may lead by then, so a guard's signal goes over the session that leads or not at
    /// all.
    @Test
    void aConnectionThatReplacesTheLostOneNeitherLeadsNorSignals() throws SnapshotFailed {
        var settings = new TargetSettings("t", server.url(), "postgres", null);
        var timeouts = new Timeouts(SamplingSettings.DEFAULTS.statementTimeout());
        try (var watchdog = new Watchdog(timeouts.watchdog());
                var connections = new Connections(settings, timeouts);
                var looks = PgTarget.openToLook(settings, SamplingSettings.DEFAULTS);
                var report = server.session();
                var ddl = server.session()) {
            Targets.awaitConnected(looks);
            report.run("CREATE TABLE users (id int)").run("BEGIN; SELECT * FROM users");
            var migration = ddl.start("ALTER TABLE users ADD COLUMN email text");
            ddl.awaitBlocked();
            var actor =
                    new Actor(connections, watchdog, new KnownFacts(), Set::of, System::nanoTime);
            soon().until(() -> leads(actor));

            var lost = actor.pid();
            var pin = Pins.of(looks.source().read(), ddl.pid());
            server.execute("SELECT pg_terminate_backend(%d, 5000)".formatted(lost));
            assertThat(actor.control().signal(Action.CANCEL, pin))
                    .isInstanceOf(SignalResult.Unreachable.class);
            assertThat(actor.leadership().isLeader()).isFalse();
            soon().until(
                            () -> {
                                assertThat(actor.control().signal(Action.CANCEL, pin))
                                        .isInstanceOf(SignalResult.Unreachable.class);
                                return actor.pid() != 0;
                            });
            assertThat(actor.leadership().isLeader()).isFalse();
            assertThat(migration).isNotDone();

            soon().until(() -> leads(actor));
            var fresh = Pins.of(looks.source().read(), ddl.pid());
            assertThat(actor.control().signal(Action.CANCEL, fresh))
                    .isEqualTo(new SignalResult.Sent());
        }
    }

    /// The process was stopped after it had asked, so the answer is as old as that.
    @Test
    void whoWasFrozenDoesNotTakeTheAnswerForANewOne() {
        var timeouts = new Timeouts(SamplingSettings.DEFAULTS.statementTimeout());
        var now = new AtomicLong();
        try (var proxy = new TcpProxy(server.port());
                var watchdog = new Watchdog(timeouts.watchdog());
                var connections =
                        new Connections(
                                new TargetSettings("t", proxy.url(), "postgres", null), timeouts)) {
            var actor = new Actor(connections, watchdog, new KnownFacts(), Set::of, now::get);
            soon().until(() -> leads(actor));
            proxy.silenceAfter("");
            var beat = CompletableFuture.runAsync(actor::beat);
            soon().until(proxy::isSilent);
            now.addAndGet(Duration.ofSeconds(4).toNanos());
            proxy.restore();
            beat.join();
            assertThat(actor.leadership().isLeader()).isFalse();
            assertThat(leads(actor)).isTrue();
        }
    }

    private static boolean leads(Actor actor) {
        actor.beat();
        return actor.leadership().isLeader();
    }

    private void takesOver(String first, String second) {
        var leader = open(first);
        soon().until(() -> leader.leadership().isLeader());
        var follower = open(second);
        neverTwo()
                .during(Duration.ofMillis(1500))
                .until(() -> !follower.leadership().isLeader() && leader.leadership().isLeader());
        assertThat(follower.leadership().isLedByAnother()).isTrue();
        assertThat(leader.leadership().isLedByAnother()).isFalse();
        leader.close();
        soon().until(() -> follower.leadership().isLeader());
        follower.close();
    }

    private PgTarget open(String url) {
        return open(url, "postgres");
    }

    private PgTarget open(String url, String role) {
        var target =
                PgTarget.open(
                        new TargetSettings("t" + targets.size(), url, role, null),
                        SamplingSettings.DEFAULTS);
        targets.add(target);
        return target;
    }

    private long leaders() {
        return targets.stream().filter(target -> target.leadership().isLeader()).count();
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20));
    }

    private ConditionFactory neverTwo() {
        return soon().failFast("two lead at once", () -> leaders() > 1);
    }
}
