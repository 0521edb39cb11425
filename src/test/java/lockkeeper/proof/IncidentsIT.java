package lockkeeper.proof;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.EndedBy;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/// What real servers show of contention, and of how a pile-up ends.
@ParameterizedClass
@MethodSource("majors")
class IncidentsIT {
    private static final String UPDATE = "UPDATE users SET name = 'x' WHERE id = 1";
    private static final String MUTEX = "SELECT pg_advisory_lock(42)";
    private static final String READ = "SELECT count(*) FROM users";
    private static final String ALTER = "ALTER TABLE users ADD COLUMN email text";

    private final PostgresServer server;
    private final Chronicle chronicle = new Chronicle();
    private final Patrol patrol;
    private final Shop shop;

    IncidentsIT(int major) {
        server = PostgresServer.shared(major);
        shop = new Shop(server);
        patrol = new Patrol(server, Patrol.role(server), chronicle);
        patrol.under(Patrol.usual().queued(1));
        patrol.awaitLead();
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @AfterEach
    void close() {
        shop.close();
        patrol.close();
    }

    @Test
    void aHotRow() {
        var holder = shop.session();
        var work = holder.start("BEGIN; " + UPDATE + "; SELECT pg_sleep(60)");
        shop.awaitLock(holder, "RowExclusiveLock");
        var kept = keptBehind(holder, Kind.HOT_ROW, UPDATE);
        assertThat(kept.relation()).isEqualTo("public.users");
        assertThat(kept.database()).isEqualTo(shop.database());
        assertThat(kept.sentence())
                .startsWith("4 sessions wait for a row of public.users. Pid " + holder.pid())
                .endsWith("Once it ends, they can all go on.");
        assertThat(work).isNotDone();
    }

    @Test
    void aSessionThatIdlesInItsTransaction() {
        var holder = shop.began(UPDATE);
        var kept = keptBehind(holder, Kind.IDLE_IN_TRANSACTION, UPDATE);
        assertThat(kept.sentence()).contains("idle in its transaction for ", ", after an UPDATE.");
        assertThat(kept.advice()).contains("SELECT pg_terminate_backend(" + holder.pid() + ");");

        holder.run("COMMIT");
        var over = chronicle.awaitThat("it is over", incident -> !incident.isOpen());
        assertThat(over.endedBy()).isEqualTo(EndedBy.ITSELF);
    }

    @Test
    void theMutexOfAMigrationTool() {
        var holder = shop.session().run(MUTEX);
        var kept = keptBehind(holder, Kind.ADVISORY, MUTEX);
        assertThat(kept.relation()).isEqualTo("advisory lock 42");
        assertThat(kept.sentence())
                .contains("holds it and has been idle for ", ", after a SELECT.");
    }

    @Test
    void aPreparedTransaction() {
        var gid = shop.database() + "-'gid";
        var literal = "'" + gid.replace("'", "''") + "'";
        shop.began(UPDATE).run("PREPARE TRANSACTION " + literal);
        try {
            shop.crowd(Chronicle.QUEUED, UPDATE);
            var kept = chronicle.awaitThat("kept", i -> i.kind() == Kind.PREPARED_TRANSACTION);
            assertThat(kept.blockers()).singleElement().matches(b -> b.owner().pid() == 0);
            assertThat(kept.sentence()).contains("ROLLBACK PREPARED " + literal + " ends it.");
            neverActedOn(kept);
        } finally {
            server.executeIn(shop.database(), "ROLLBACK PREPARED " + literal);
        }
        chronicle.awaitThat("it is over", incident -> !incident.isOpen());
    }

    private Incident keptBehind(Session holder, Kind kind, String sql) {
        shop.crowd(Chronicle.QUEUED, sql);
        var kept =
                chronicle.awaitThat(
                        "kept", i -> i.relation() != null && !i.relation().contains("relation "));
        assertThat(kept.kind()).isEqualTo(kind);
        assertThat(kept.blockers()).extracting(b -> b.owner().pid()).containsExactly(holder.pid());
        neverActedOn(kept);
        return kept;
    }

    private void neverActedOn(Incident kept) {
        assertThat(kept.actions()).isEmpty();
        assertThat(patrol.entries()).isEmpty();
    }

    @Test
    void ddlThatGotItsLockPassedByItself() {
        var report = pileUp("");
        report.run("COMMIT");
        var over = chronicle.awaitThat("it is over", incident -> !incident.isOpen());
        assertThat(over.endedBy()).isEqualTo(EndedBy.ITSELF);
    }

    @Test
    void ofDdlThatSomebodyCancelledNobodyKnowsWhoDid() {
        pileUp("");
        server.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = '"
                        + ALTER
                        + "'");
        endedWithoutItsLock();
    }

    @Test
    void ofDdlThatSomebodyTerminatedNobodyKnowsWhoDid() {
        pileUp("");
        server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = '"
                        + ALTER
                        + "'");
        endedWithoutItsLock();
    }

    @Test
    void norWhetherItWasATimeoutOfItsOwn() {
        pileUp("SET lock_timeout = '1s'");
        endedWithoutItsLock();
    }

    /// A report, DDL behind it, and readers behind that, which the guard only watches. Returns the
    /// report's session.
    private Session pileUp(String first) {
        patrol.under(Patrol.usual().queued(100));
        var report = shop.began(READ);
        var ddl = shop.session();
        if (!first.isEmpty()) ddl.run(first);
        var _ = ddl.start(ALTER).exceptionally(_ -> null);
        ddl.awaitBlocked();
        for (var i = 0; i < 3; i++) {
            var reader = shop.session();
            var _ = reader.start(READ);
        }
        chronicle.awaitThat("seen", i -> i.kind() == Kind.DDL && i.waiting() == 3);
        return report;
    }

    private void endedWithoutItsLock() {
        var over = chronicle.awaitThat("it is over", incident -> !incident.isOpen());
        assertThat(over.endedBy()).isEqualTo(EndedBy.UNKNOWN);
        assertThat(over.sentence()).contains("ALTER TABLE left the line without its lock");
    }
}
