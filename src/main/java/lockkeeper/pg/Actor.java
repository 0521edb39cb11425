package lockkeeper.pg;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The connection that signals, with the loop that keeps it alive and leading.
final class Actor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Actor.class);
    private static final int BEATS_PER_LOOK = 10;

    /// What a signal looks up about the roles of other sessions, so that it finds it in the caches
    /// when somebody has locked the catalogs (`pg_signal_backend()` in `signalfuncs.c`).
    private static final String ROLES =
            """
            SELECT pg_catalog.count(pg_catalog.pg_has_role(r.usesysid, 'USAGE')),
                   pg_catalog.count(pg_catalog.pg_get_userbyid(r.usesysid))
              FROM (SELECT DISTINCT usesysid FROM pg_catalog.pg_stat_get_activity(NULL)) AS r
             WHERE r.usesysid <> 0
            """;

    private final PermanentSession session;
    private final KnownFacts facts;
    private final PgLeadership leadership;
    private final PgBackendControl control;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// A platform thread: the lead must not depend on a free carrier.
    private final Thread loop =
            Thread.ofPlatform().daemon().name("lockkeeper-actor").unstarted(this::run);

    private int beats;

    /// @param nanoTime a monotonic clock, in nanoseconds
    Actor(
            Connections connections,
            Watchdog watchdog,
            KnownFacts facts,
            Supplier<Set<Integer>> ownPids,
            LongSupplier nanoTime) {
        this.facts = facts;
        session = new PermanentSession(connections, watchdog, Actor::warmUp);
        leadership = new PgLeadership(session, nanoTime);
        control = new PgBackendControl(session, ownPids, leadership::leadsOn);
    }

    PgLeadership leadership() {
        return leadership;
    }

    PgBackendControl control() {
        return control;
    }

    int pid() {
        return session.pid();
    }

    void start() {
        loop.start();
    }

    /// One turn of the loop.
    void beat() {
        leadership.beat();
        if (++beats % BEATS_PER_LOOK == 0) lookAgain();
    }

    private void run() {
        try {
            do fencedBeat();
            while (!closed.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A fault of ours in one turn must not cost us the lead for good.
    private void fencedBeat() {
        try {
            beat();
        } catch (RuntimeException e) {
            log.error("a turn of the actor failed", e);
        }
    }

    private void lookAgain() {
        try {
            session.call(
                    current -> {
                        current.query(ROLES).close();
                        facts.read(current);
                        return true;
                    });
        } catch (SQLException e) {
            log.debug("rights not read again: {}", e.getMessage());
        }
    }

    private static void warmUp(ServerSession fresh) throws SQLException {
        fresh.execute("SET application_name = 'lockkeeper actor'");
        PgBackendControl.warmUp(fresh);
        PgLeadership.warmUp(fresh);
        fresh.query(ROLES).close();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
