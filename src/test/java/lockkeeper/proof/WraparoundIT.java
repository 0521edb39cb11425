package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.GuardMode;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.pg.HasOwnServers;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// An autovacuum that does not yield, made by using up transaction ids until a table is too old.
@HasOwnServers
@ParameterizedClass
@MethodSource("majors")
class WraparoundIT {
    /// The smallest age at which PostgreSQL lets a table be vacuumed by force.
    private static final int TOO_OLD = 100_000;

    private static final String VACUUMS =
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
                    + " AND query LIKE '%public.old (to prevent wraparound)'";

    private final PostgresServer server;
    private final Chronicle chronicle = new Chronicle();
    private final Patrol patrol;
    private final List<Session> sessions = new ArrayList<>();

    WraparoundIT(int major) {
        server =
                PostgresServer.of(major)
                        .with("autovacuum", "on")
                        .with("autovacuum_naptime", "1s")
                        .start();
        patrol = new Patrol(server, Patrol.role(server), chronicle);
        patrol.under(Patrol.usual().mode(GuardMode.OBSERVE));
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @AfterEach
    void close() {
        sessions.forEach(Session::close);
        patrol.close();
        server.close();
    }

    private Session session() {
        var session = server.session();
        sessions.add(session);
        return session;
    }

    @Test
    void isNamedWhereOthersWaitForItAndWhereDdlDoes() {
        letOneVacuumForever();

        var waiting = new ArrayList<Session>();
        for (var i = 0; i < Chronicle.QUEUED; i++)
            waiting.add(session().startAndBlock("ANALYZE old"));
        var kept = chronicle.awaitThat("kept", i -> i.kind() == Kind.WRAPAROUND_VACUUM);
        assertThat(kept.sentence())
                .contains("autovacuum to prevent wraparound", "does not yield", "public.old");
        waiting.forEach(Session::close);
        server.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'ANALYZE old'");

        session().startAndBlock("ALTER TABLE old ADD COLUMN note text");
        session().startAndBlock("SELECT count(*) FROM old");
        var pileUp = chronicle.awaitThat("pile-up", i -> i.kind() == Kind.DDL);
        assertThat(pileUp.sentence())
                .contains("which itself waits for an autovacuum to prevent wraparound (pid ")
                .contains("does not yield: DDL on this table has to wait until it is done.");
    }

    /// The table is vacuumed for no other reason, and then a page a tenth of a second.
    private void letOneVacuumForever() {
        server.execute(
                """
                CREATE TABLE old (id int, filler text) WITH (fillfactor = 10,
                    autovacuum_enabled = off, autovacuum_freeze_max_age = %d,
                    autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
                INSERT INTO old SELECT i, repeat('x', 500) FROM generate_series(1, 2000) i
                """
                        .formatted(TOO_OLD));
        server.execute(
                """
                DO $$ BEGIN
                  FOR i IN 1..%d LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP;
                END $$
                """
                        .formatted(TOO_OLD + 1000));
        await("an autovacuum to prevent wraparound")
                .atMost(Duration.ofSeconds(60))
                .until(() -> server.query(VACUUMS) != null);
    }
}
