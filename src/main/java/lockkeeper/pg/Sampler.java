package lockkeeper.pg;

import lockkeeper.lock.Backend;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Reads one full sample: the lock table first, then only those sessions that are new or may have
/// changed, then only those texts that matter. What does not answer after the lock table is missing
/// from the sample, but does not cost it.
final class Sampler {
    private static final Logger log = LoggerFactory.getLogger(Sampler.class);

    /// One wait: while it lasts its session can do nothing else.
    private record Wait(int pid, String virtualTransaction, Instant since) {
        static @Nullable Wait of(LockRow row) {
            return row.granted() || row.pid() == null || row.waitStart() == null
                    ? null
                    : new Wait(row.pid(), row.virtualTransaction(), row.waitStart());
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    private final Directory directory;
    private final boolean withTexts;
    private final OrderQuestions questions;
    private final QueryTexts texts = new QueryTexts();
    private final PreparedTransactions prepared = new PreparedTransactions();
    private final Departed departed = new Departed();
    private Map<Wait, Backend> waiting = Map.of();

    Sampler(Directory directory, boolean withTexts, OrderQuestions questions) {
        this.directory = directory;
        this.withTexts = withTexts;
        this.questions = questions;
    }

    LockSnapshot read(ServerSession session, Facts facts, Set<Integer> ownPids)
            throws SQLException {
        var table = LockTable.read(session);
        attempt("prepared transactions", () -> prepared.lookUp(session, table));
        var backends = stillWaiting(table);
        var seen = attempt("activity", () -> readOthers(session, table, backends));
        if (withTexts && seen) attempt("texts", () -> fetchTexts(session, facts, table, backends));
        texts.keepOnly(backends.values());
        remember(table, backends);
        var left = new HashMap<Integer, Backend>();
        attempt("those who left", () -> left.putAll(departed.since(session, table)));
        var hidden = !seen || !facts.server().seesOthers();
        var snapshot =
                new SnapshotBuilder(directory, texts, prepared)
                        .build(table, backends, left, ownPids, hidden);
        return questions.settle(session, snapshot);
    }

    void warmUp(ServerSession session, Facts facts) throws SQLException {
        LockTable.read(session);
        Activity.warmUp(session);
        prepared.warmUp(session);
        questions.warmUp(session);
        attempt("texts", () -> texts.warmUp(session, facts.singleByte()));
    }

    private static void readOthers(
            ServerSession session, LockTable table, Map<Integer, Backend> backends)
            throws SQLException {
        var others = table.pids();
        others.removeAll(backends.keySet());
        backends.putAll(Activity.read(session, others));
    }

    private void fetchTexts(
            ServerSession session, Facts facts, LockTable table, Map<Integer, Backend> backends)
            throws SQLException {
        var wanted = new HashSet<Backend>();
        for (var pid : new TextsThatMatter(table).pids()) {
            var backend = backends.get(pid);
            if (backend != null) wanted.add(backend);
        }
        texts.fetch(session, facts.singleByte(), wanted);
    }

    private Map<Integer, Backend> stillWaiting(LockTable table) {
        var known = new HashMap<Integer, Backend>();
        table.forEach(
                row -> {
                    var wait = Wait.of(row);
                    var backend = wait == null ? null : waiting.get(wait);
                    if (backend != null) known.put(backend.id().pid(), backend);
                });
        return known;
    }

    private void remember(LockTable table, Map<Integer, Backend> backends) {
        var now = new HashMap<Wait, Backend>();
        table.forEach(
                row -> {
                    var wait = Wait.of(row);
                    var backend = wait == null ? null : backends.get(wait.pid());
                    if (wait != null && backend != null) now.put(wait, backend);
                });
        waiting = now;
    }

    /// False if the server did not answer, but can still be asked.
    private static boolean attempt(String what, Step step) throws SQLException {
        try {
            step.run();
            return true;
        } catch (SQLException e) {
            if (Failure.of(e).losesConnection()) throw e;
            log.debug("sample without {}: {}", what, e.getMessage());
            return false;
        }
    }
}
