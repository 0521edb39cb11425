package lockkeeper.incident;

import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.statement.CommandTag;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;

/// The sessions of one sample in words.
final class Described {
    private final WaitGraph graph;
    private final LockSnapshot snapshot;

    Described(WaitGraph graph) {
        this.graph = graph;
        this.snapshot = graph.snapshot();
    }

    /// What it runs, and who it is: `ALTER TABLE (pid 200, flyway, user deploy, 9.0 s)`.
    String statement(LockOwner owner) {
        var backend = snapshot.backend(owner);
        if (backend == null) return unseen(owner);
        return "%s (%s)".formatted(command(backend), who(backend));
    }

    /// What sort of session it is, and who: `a SELECT (pid 100, metabase, 4 min)`.
    String session(LockOwner owner) {
        var backend = snapshot.backend(owner);
        return backend == null
                ? unseen(owner)
                : "%s (%s)".formatted(article(sort(backend)), who(backend));
    }

    /// What to call it once it was named: `SELECT`.
    String noun(LockOwner owner) {
        if (owner instanceof PreparedTransaction) return "prepared transaction";
        var backend = snapshot.backend(owner);
        return backend == null || backend.isIdleInTransaction() ? "session" : sort(backend);
    }

    /// Who it is, whatever it does: `pid 812 (web, user app)`.
    String whose(LockOwner owner) {
        var backend = snapshot.backend(owner);
        if (backend == null) return unseen(owner);
        var parts = new ArrayList<String>();
        if (!backend.application().isBlank()) parts.add(backend.application());
        if (backend.user() != null) parts.add("user " + backend.user());
        if (!backend.isClient()) parts.add(sort(backend));
        var pid = "pid " + owner.pid();
        return parts.isEmpty() ? pid : "%s (%s)".formatted(pid, String.join(", ", parts));
    }

    /// Whom somebody waits for: the first of them, and how many more.
    String blockersOf(LockOwner owner) {
        var edges = graph.edgesOf(owner);
        if (edges.isEmpty()) return "somebody we cannot see";
        var rest = edges.size() - 1;
        var first = session(edges.getFirst().blocker());
        return rest == 0
                ? first
                : "%s and %s"
                        .formatted(
                                first, rest == 1 ? "one other session" : rest + " other sessions");
    }

    static String unseen(LockOwner owner) {
        if (!(owner instanceof PreparedTransaction(_, _, var gid)))
            return "pid %d, which we cannot see".formatted(owner.pid());
        return gid == null
                ? "a prepared transaction that we cannot name"
                : "the prepared transaction '%s'".formatted(gid);
    }

    private static String sort(Backend backend) {
        if (backend.isIdleInTransaction()) return "session that idles in its open transaction";
        if (backend.preventsWraparound()) return "autovacuum to prevent wraparound";
        return backend.type().equals("client backend") ? command(backend) : backend.type();
    }

    private String who(Backend backend) {
        var parts = new ArrayList<String>();
        parts.add("pid " + backend.id().pid());
        if (!backend.application().isBlank()) parts.add(backend.application());
        if (backend.user() != null) parts.add("user " + backend.user());
        var since = backend.xactStart() == null ? backend.queryStart() : backend.xactStart();
        if (since != null) parts.add(Sentence.age(since, snapshot.sampledAt()));
        return String.join(", ", parts);
    }

    static String article(String noun) {
        return ("AEIOUaeiou".indexOf(noun.charAt(0)) < 0 ? "a " : "an ") + noun;
    }

    /// The command tag of a session's statement, or what to call it where its text does not tell.
    static String command(@Nullable Backend backend) {
        if (backend == null || backend.query() == null) return "statement";
        var tag = CommandTag.of(backend.query());
        return tag.equals(CommandTag.UNKNOWN) ? "statement" : tag.text();
    }
}
