package lockkeeper.statement;

import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

/// Chooses the advice: by what the text says the session runs, if that is a command which takes
/// such locks, else by the lock's mode alone.
final class Adviser {
    /// A text of many statements is advised on by its first few; the rest is more of the same.
    private static final int MOST = 4;

    private final LockMode mode;
    private final boolean waits;

    Adviser(LockMode mode, boolean waits) {
        this.mode = mode;
        this.waits = waits;
    }

    Advice advise(String query) {
        var statements = Statement.all(query);
        var relevant = statements.stream().filter(Adviser::takesLocks).toList();
        Steps steps = null;
        for (var statement : relevant.subList(0, Math.min(MOST, relevant.size())))
            steps = joined(steps, new StatementAdvice(statement).steps());
        if (steps == null) steps = byMode();
        if (relevant.size() > 1) steps = onePerTransaction(relevant.size()).and(steps);
        return new Advice(steps.timed() ? line() + " " + steps.why() : steps.why(), steps.sql());
    }

    private static Steps joined(@Nullable Steps before, Steps next) {
        return before == null ? next : before.and(next);
    }

    private static boolean takesLocks(Statement statement) {
        var tag = CommandTag.of(statement);
        return tag.isDdl() || tag.text().equals("LOCK TABLE") || tag.text().equals("VACUUM");
    }

    private static Steps onePerTransaction(int count) {
        return Steps.free(
                "The text has "
                        + count
                        + " such statements. In one transaction every lock is kept until the last"
                        + " of them is done: run each in a transaction of its own.");
    }

    private String line() {
        return waits
                ? "While it waits for its lock, whoever comes later and conflicts with it waits"
                        + " behind it; with a lock_timeout it leaves the line instead, to be tried"
                        + " again."
                : "It keeps its lock until its transaction ends: commit at once, and do nothing"
                        + " else in that transaction.";
    }

    private Steps byMode() {
        if (!waits)
            return Steps.free(
                    "The lock ("
                            + mode.documented()
                            + ") comes from an earlier statement of the same transaction. Run"
                            + " statements that change objects in transactions of their own,"
                            + " commit at once, and let the server end those that are left open.",
                    "SET idle_in_transaction_session_timeout = '10s';");
        return Steps.brief(
                "What it runs cannot be told from its text. Anything that asks for "
                        + mode.documented()
                        + " should give up quickly and be tried again.",
                "<the statement>;");
    }
}
