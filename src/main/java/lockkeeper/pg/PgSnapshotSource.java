package lockkeeper.pg;

import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.Glance;
import lockkeeper.watch.ServerFacts;
import lockkeeper.watch.SnapshotFailed;
import lockkeeper.watch.SnapshotSource;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.function.Supplier;

/// Reads one server through its permanent connection.
public final class PgSnapshotSource implements SnapshotSource {
    /// Stops at the first waiter; takes no lock of the lock manager, however many locks there are.
    private static final String GLANCE =
            """
            SELECT pg_catalog.statement_timestamp() AS at,
                   pg_catalog.pg_is_in_recovery() AS in_recovery,
                   EXISTS (SELECT FROM pg_catalog.pg_stat_get_backend_idset() AS b (id)
                    WHERE pg_catalog.pg_stat_get_backend_wait_event_type(b.id) = 'Lock') AS waits
            """;

    /// The longest interval between two looks is a minute, the usual one far below this.
    private static final Duration STILL_CALM = Duration.ofSeconds(65);

    private final PermanentSession session;
    private final Sampler sampler;
    private final OrderQuestions questions = new OrderQuestions();
    private final Supplier<Set<Integer>> ownPids;
    private final KnownFacts facts;

    /// When nobody waited in the last look; null after one in which somebody did, or that failed.
    private volatile @Nullable Long calmAt;

    PgSnapshotSource(
            Connections connections,
            Watchdog watchdog,
            KnownFacts facts,
            Directory directory,
            boolean withTexts,
            Supplier<Set<Integer>> ownPids) {
        this.sampler = new Sampler(directory, withTexts, questions);
        this.facts = facts;
        this.ownPids = ownPids;
        this.session = new PermanentSession(connections, watchdog, this::warmUp);
    }

    /// What is known of the server; null before the first connection.
    public @Nullable ServerFacts facts() {
        return facts.ofServer();
    }

    /// How many waiters `pg_blocking_pids` was asked about since the start.
    public long questionsAsked() {
        return questions.asked();
    }

    @Override
    public Glance glance() throws SnapshotFailed {
        return ask(this::glance);
    }

    @Override
    public LockSnapshot read() throws SnapshotFailed {
        var snapshot = ask(current -> sampler.read(current, facts.get(), ownPids.get()));
        noteCalm(snapshot.locks().isEmpty());
        return snapshot;
    }

    /// Whether nobody waits for a lock, as far as we have seen just now.
    boolean isCalm() {
        var at = calmAt;
        return at != null && System.nanoTime() - at < STILL_CALM.toNanos();
    }

    private void noteCalm(boolean calm) {
        calmAt = calm ? System.nanoTime() : null;
    }

    /// Whether somebody who had a lock still has it.
    public boolean stillHeld(HeldLock lock) throws SnapshotFailed {
        return ask(current -> StillHeld.ask(current, lock));
    }

    int pid() {
        return session.pid();
    }

    private <T> T ask(PermanentSession.Work<T> work) throws SnapshotFailed {
        try {
            return session.call(work);
        } catch (SQLException e) {
            calmAt = null;
            throw Failure.toSnapshotFailed(e);
        }
    }

    private Glance glance(ServerSession current) throws SQLException {
        try (var row = current.query(GLANCE)) {
            if (!row.next()) throw new SQLException("no answer to a glance", "22000");
            var waits = row.getBoolean("waits");
            noteCalm(!waits);
            return new Glance(
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getBoolean("in_recovery"),
                    waits || !facts.get().server().seesOthers());
        }
    }

    private void warmUp(ServerSession fresh) throws SQLException {
        facts.read(fresh);
        glance(fresh);
        sampler.warmUp(fresh, facts.get());
    }
}
