package lockkeeper.incident;

import lockkeeper.graph.Edge;
import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.Stage;
import lockkeeper.guard.Suspect;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Says a situation in plain words: who waits, behind whom, why that one waits, and what would
/// help.
public final class Sentence {
    private final WaitGraph graph;
    private final Described described;

    private Sentence(WaitGraph graph) {
        this.graph = graph;
        this.described = new Described(graph);
    }

    /// The situation of one pile-up, now.
    public static String of(WaitGraph graph, PileUp pileUp) {
        return new Sentence(graph).pileUp(pileUp);
    }

    /// The situation where no DDL is to blame, now.
    public static String of(WaitGraph graph, Contention contention) {
        return new ContentionSentence(graph, contention).words();
    }

    /// One who is in somebody's way: what it does, and who it is.
    public static String blocker(WaitGraph graph, LockOwner owner) {
        return new Described(graph).session(owner);
    }

    private String pileUp(PileUp pileUp) {
        var stuck = pileUp.stuck().size();
        var culprits = pileUp.culprits().isEmpty() ? pileUp.suspects() : pileUp.culprits();
        var words = new StringBuilder();
        words.append(sessions(stuck))
                .append(stuck == 1 ? " waits for " : " wait for ")
                .append(name(graph.snapshot(), pileUp.target()))
                .append(". ");
        if (culprits.size() == 1) one(words, culprits.getFirst(), stuck);
        else several(words, culprits, stuck);
        return words.append(wraparound(pileUp)).toString();
    }

    private void one(StringBuilder words, Suspect culprit, int stuck) {
        if (culprit.stage() == Stage.WAITS) {
            words.append(stuck == 1 ? "It stands behind " : "They stand behind ")
                    .append(described.statement(culprit.owner()))
                    .append(", which itself waits for ")
                    .append(described.blockersOf(culprit.owner()))
                    .append(". ")
                    .append(harmless(culprit.owner()));
        } else {
            words.append(described.statement(culprit.owner())).append(" holds the lock");
            if (culprit.backend() != null && culprit.backend().isIdleInTransaction())
                words.append(" and idles in its open transaction");
            else if (graph.awaited(culprit.owner()) != null)
                words.append(" and waits for ").append(described.blockersOf(culprit.owner()));
            words.append(". ");
        }
        words.append("Ending the ")
                .append(Described.command(culprit.backend()))
                .append(stuck == 1 ? " frees it at once." : frees(stuck));
    }

    /// Of the only one whom DDL waits for: that without the DDL nobody would wait for it, if so.
    private String harmless(LockOwner ddl) {
        var edges = graph.edgesOf(ddl);
        if (edges.size() != 1 || !(edges.getFirst() instanceof Edge.Hard(_, var holder))) return "";
        for (var queue : graph.queuesOf(holder))
            for (var blocked : queue.blockedBy(holder))
                if (!graph.group(blocked).equals(graph.group(ddl))) return "";
        return "The %s alone blocks nobody. ".formatted(described.noun(holder));
    }

    private void several(StringBuilder words, List<Suspect> culprits, int stuck) {
        words.append(stuck == 1 ? "It stands behind " : "They stand behind ");
        for (var i = 0; i < culprits.size(); i++) {
            if (i > 0) words.append(i == culprits.size() - 1 ? " and " : ", ");
            words.append(described.statement(culprits.get(i).owner()));
        }
        words.append(". Only ending all ")
                .append(culprits.size())
                .append(stuck == 1 ? " frees it at once." : frees(stuck));
    }

    private static String frees(int stuck) {
        return " frees all %d at once.".formatted(stuck);
    }

    /// An autovacuum that DDL waits for in vain is named, whoever else is in its way.
    private String wraparound(PileUp pileUp) {
        for (var suspect : pileUp.suspects())
            for (var edge : graph.edgesOf(suspect.owner())) {
                var backend = graph.snapshot().backend(edge.blocker());
                if (backend != null && backend.preventsWraparound())
                    return (" Pid %d is an autovacuum to prevent wraparound, which does not yield:"
                                    + " DDL on this table has to wait until it is done.")
                            .formatted(backend.id().pid());
            }
        return "";
    }

    static String sessions(int count) {
        return count == 1 ? "One session" : count + " sessions";
    }

    /// What a lockable object is called: its name where we know it, else its OID.
    public static String name(LockSnapshot snapshot, LockTarget target) {
        var relation = snapshot.relation(target);
        return switch (target.type()) {
            case RELATION, EXTEND, PAGE ->
                    relation == null ? "relation " + target.relation() : relation.qualified();
            case TUPLE ->
                    "a row of "
                            + (relation == null
                                    ? "relation " + target.relation()
                                    : relation.qualified());
            case TRANSACTIONID -> "transaction " + target.transactionId();
            case VIRTUALXID -> "virtual transaction " + target.virtualXid();
            case OBJECT ->
                    target.isNotifyQueue()
                            ? "the turn to commit after NOTIFY"
                            : "object %d/%d".formatted(target.classId(), target.objectId());
            case ADVISORY, USERLOCK -> "advisory lock " + advisoryKey(target);
            case FROZENID, SPECTOKEN, APPLYTRANSACTION, OTHER -> target.type().pgName();
        };
    }

    /// One bigint key is shown as PostgreSQL's functions take it, two ints as a pair.
    private static String advisoryKey(LockTarget target) {
        return target.objectSubId() == 1
                ? Long.toString((target.classId() << 32) | target.objectId())
                : "(%d, %d)".formatted((int) target.classId(), (int) target.objectId());
    }

    /// A time span as people say it: `9 s`, `4 min`, `2 h`.
    public static String age(Instant since, Instant now) {
        var age = Duration.between(since, now);
        if (age.compareTo(Duration.ofSeconds(10)) < 0)
            return String.format(Locale.ROOT, "%.1f s", Math.max(0, age.toMillis()) / 1000.0);
        if (age.compareTo(Duration.ofMinutes(2)) < 0) return age.toSeconds() + " s";
        return age.compareTo(Duration.ofHours(2)) < 0
                ? age.toMinutes() + " min"
                : age.toHours() + " h";
    }
}
