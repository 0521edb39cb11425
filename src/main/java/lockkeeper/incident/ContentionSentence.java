package lockkeeper.incident;

import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockType;
import lockkeeper.lock.PreparedTransaction;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Says in plain words what is waited for where no DDL is to blame, who has it, what that one does,
/// and what would help.
final class ContentionSentence {
    private final WaitGraph graph;
    private final LockSnapshot snapshot;
    private final Contention contention;

    ContentionSentence(WaitGraph graph, Contention contention) {
        this.graph = graph;
        this.snapshot = graph.snapshot();
        this.contention = contention;
    }

    String words() {
        var who = new Described(graph).whose(contention.root());
        return "%s. %s %s. %s.%s".formatted(waiting(), capital(who), does(), relief(), forEver());
    }

    private String forEver() {
        var build = contention.ownBuild();
        if (build == null) return "";
        return " It is of the same program as the %s (pid %d) that waits for it, which may last for ever."
                .formatted(Described.command(build), build.id().pid());
    }

    private String waiting() {
        var there = (int) contention.waiting().stream().filter(this::waitsThere).count();
        var elsewhere = contention.waiting().size() - there;
        var words =
                Sentence.sessions(there) + (there == 1 ? " waits for " : " wait for ") + thing();
        return elsewhere == 0
                ? words
                : "%s, and %d behind %s for something else"
                        .formatted(words, elsewhere, there == 1 ? "it" : "them");
    }

    /// The first in line for a row waits for the transaction that has it, the others for the row.
    private boolean waitsThere(LockOwner waiter) {
        var awaited = graph.awaited(waiter);
        if (awaited == null) return false;
        return Sighting.isSame(awaited.target(), contention.target())
                || (contention.target().type() == LockType.TUPLE
                        && awaited.target().type() == LockType.TRANSACTIONID);
    }

    private String thing() {
        return switch (contention.target().type()) {
            case TRANSACTIONID -> "rows that one transaction has changed";
            case VIRTUALXID, SPECTOKEN, APPLYTRANSACTION -> "one transaction to end";
            default -> Sentence.name(snapshot, contention.target());
        };
    }

    private String does() {
        var backend = contention.backend();
        return switch (contention.kind()) {
            case PREPARED_TRANSACTION -> has() + ", and no session is left that could be ended";
            case WRAPAROUND_VACUUM ->
                    "works there"
                            + since(backend == null ? null : backend.xactStart())
                            + " and does not yield";
            case DDL, HOT_ROW, IDLE_IN_TRANSACTION, ADVISORY, OTHER ->
                    backend == null ? has() : has() + " and " + now(backend);
        };
    }

    /// A lock on a row stands in the row, not in the lock table: only its transaction is seen.
    private String has() {
        return Contentions.isRow(contention.target()) ? "has locked or changed it" : "holds it";
    }

    private String now(Backend backend) {
        var command = Described.article(Described.command(backend));
        if (backend.isIdleInTransaction())
            return "has been idle in its transaction%s, after %s"
                    .formatted(since(backend.stateChange()), command);
        if ("idle".equals(backend.state()))
            return "has been idle%s, after %s".formatted(since(backend.stateChange()), command);
        return "runs %s, in a transaction that began%s"
                .formatted(command, before(backend.xactStart()));
    }

    private String since(@Nullable Instant start) {
        return start == null ? "" : " for " + Sentence.age(start, snapshot.sampledAt());
    }

    private String before(@Nullable Instant start) {
        return start == null ? " before" : " " + Sentence.age(start, snapshot.sampledAt()) + " ago";
    }

    private String relief() {
        if (contention.root() instanceof PreparedTransaction prepared) return ofPrepared(prepared);
        var freed = graph.without(List.of(contention.root())).released().size();
        var once = "Once it ends, ";
        if (freed >= contention.waiting().size())
            return once + (freed == 1 ? "that one can go on" : "they can all go on");
        return once + freed + " of them can go on";
    }

    private static String ofPrepared(PreparedTransaction prepared) {
        if (prepared.gid() == null) return "COMMIT PREPARED or ROLLBACK PREPARED ends it";
        var gid = quoted(prepared.gid());
        return "COMMIT PREPARED %s or ROLLBACK PREPARED %s ends it".formatted(gid, gid);
    }

    /// As a literal of SQL.
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String capital(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
