package lockkeeper.pg;

import lockkeeper.graph.Question;
import lockkeeper.graph.QueueOrder;
import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/// Settles, with `pg_blocking_pids`, the order of queues that the lock table leaves open. Answers
/// are kept while the same question is asked.
final class OrderQuestions {
    private static final int MOST_AT_ONCE = 16;

    private static final String ASK =
            """
            SELECT p.pid, pg_catalog.pg_blocking_pids(p.pid) AS blockers
              FROM pg_catalog.unnest(?::pg_catalog.int4[]) AS p (pid)
            """;

    /// Read after the answers: they hold only for waits that still are the same then.
    private static final String PROVE =
            """
            SELECT pg_catalog.array_agg(pid) AS pids,
                   pg_catalog.array_agg(virtualtransaction) AS virtualtransactions,
                   pg_catalog.array_agg(pg_catalog.date_part('epoch', waitstart)) AS waitstarts
              FROM pg_catalog.pg_lock_status() WHERE NOT granted
            """;

    private record Wait(String virtualTransaction, @Nullable Instant since) {}

    private final LongAdder asked = new LongAdder();
    private Map<Question, Set<Integer>> answers = Map.of();

    /// How many waiters were asked about since the start.
    long asked() {
        return asked.sum();
    }

    LockSnapshot settle(ServerSession session, LockSnapshot snapshot) throws SQLException {
        var questions = QueueOrder.questions(snapshot);
        var kept = new HashMap<Question, Set<Integer>>();
        for (var question : questions) {
            var answer = answers.get(question);
            if (answer != null && isCurrent(question, answer, snapshot)) kept.put(question, answer);
        }
        var open =
                questions.stream().filter(q -> !kept.containsKey(q)).limit(MOST_AT_ONCE).toList();
        if (!open.isEmpty()) ask(session, open, kept);
        answers = kept;
        return kept.isEmpty() ? snapshot : snapshot.withBlockingPids(byPid());
    }

    /// Not, if one who was in the way by a lock has let go of it since and stands in line now.
    private static boolean isCurrent(
            Question question, Set<Integer> answer, LockSnapshot snapshot) {
        var asked = question.waiter();
        for (var lock : snapshot.locks())
            if (lock.target().equals(asked.target()))
                for (var waiter : lock.waiters())
                    if (answer.contains(waiter.waiter().pid())
                            && !question.against().contains(waiter)
                            && isLater(waiter, asked)
                            && !blocks(lock, waiter.waiter().pid(), asked)) return false;
        return true;
    }

    private static boolean blocks(ContendedLock lock, int pid, AwaitedLock waiter) {
        for (var held : lock.holders())
            if (held.holder().pid() == pid && held.mode().conflictsWith(waiter.mode())) return true;
        return false;
    }

    private static boolean isLater(AwaitedLock one, AwaitedLock other) {
        var start = one.waitStart();
        var before = other.waitStart();
        return start != null && before != null && start.isAfter(before);
    }

    void warmUp(ServerSession session) throws SQLException {
        session.query(ASK, new int[] {session.pid()}).close();
        session.query(PROVE).close();
    }

    private Map<Integer, Set<Integer>> byPid() {
        var byPid = new HashMap<Integer, Set<Integer>>();
        answers.forEach((question, blockers) -> byPid.put(question.pid(), blockers));
        return byPid;
    }

    private void ask(
            ServerSession session, List<Question> open, Map<Question, Set<Integer>> answered)
            throws SQLException {
        asked.add(open.size());
        var pids = open.stream().mapToInt(Question::pid).toArray();
        var blockers = new HashMap<Integer, Set<Integer>>();
        try (var row = session.query(ASK, pids)) {
            while (row.next()) {
                var array = (Integer[]) row.getArray("blockers").getArray();
                blockers.put(row.getInt("pid"), new HashSet<>(Arrays.asList(array)));
            }
        }
        var waits = waits(session);
        for (var question : open)
            if (stillTrue(question, waits))
                answered.put(question, blockers.getOrDefault(question.pid(), Set.of()));
    }

    private static boolean stillTrue(Question question, Map<Integer, Wait> waits) {
        return isSame(question.waiter(), waits)
                && question.against().stream().allMatch(other -> isSame(other, waits));
    }

    private static boolean isSame(AwaitedLock waiter, Map<Integer, Wait> waits) {
        var wait = new Wait(waiter.virtualTransaction(), waiter.waitStart());
        return wait.equals(waits.get(waiter.waiter().pid()));
    }

    private static Map<Integer, Wait> waits(ServerSession session) throws SQLException {
        var waits = new HashMap<Integer, Wait>();
        try (var row = session.query(PROVE)) {
            if (!row.next() || row.getArray("pids") == null) return waits;
            var pids = (Integer[]) row.getArray("pids").getArray();
            var transactions = (String[]) row.getArray("virtualtransactions").getArray();
            var since = (Double[]) row.getArray("waitstarts").getArray();
            for (var i = 0; i < pids.length; i++)
                if (pids[i] != null)
                    waits.put(pids[i], new Wait(transactions[i], LockTable.instant(since[i])));
        }
        return waits;
    }
}
