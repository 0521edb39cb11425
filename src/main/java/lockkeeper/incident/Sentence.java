package lockkeeper.incident;

import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.Stage;
import lockkeeper.guard.Suspect;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.statement.CommandTag;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Says a situation in plain words: who waits, behind whom, why that one waits, and what would
/// help.
public final class Sentence {
    private final WaitGraph graph;
    private final LockSnapshot snapshot;

    private Sentence(WaitGraph graph) {
        this.graph = graph;
        this.snapshot = graph.snapshot();
    }

    /// The situation of one pile-up, now.
    public static String of(WaitGraph graph, PileUp pileUp) {
        return new Sentence(graph).pileUp(pileUp);
    }

    /// One who is in somebody's way: what it does, and who it is.
    public static String blocker(WaitGraph graph, LockOwner owner) {
        return new Sentence(graph).blocker(owner);
    }

    private String pileUp(PileUp pileUp) {
        var stuck = pileUp.stuck().size();
        var culprits = pileUp.culprits().isEmpty() ? pileUp.suspects() : pileUp.culprits();
        var words = new StringBuilder();
        words.append(sessions(stuck))
                .append(stuck == 1 ? " waits for " : " wait for ")
                .append(name(snapshot, pileUp.target()))
                .append(". ");
        if (culprits.size() == 1) one(words, culprits.getFirst(), stuck);
        else several(words, culprits, stuck);
        return words.toString();
    }

    private void one(StringBuilder words, Suspect culprit, int stuck) {
        var command = command(culprit.backend());
        if (culprit.stage() == Stage.WAITS) {
            words.append(stuck == 1 ? "It stands behind " : "They stand behind ")
                    .append(described(culprit))
                    .append(", which itself waits for ")
                    .append(blockers(culprit.owner()))
                    .append(". ");
        } else {
            words.append(described(culprit)).append(" holds the lock");
            if (culprit.backend() != null && culprit.backend().isIdleInTransaction())
                words.append(" and idles in its open transaction");
            else if (graph.awaited(culprit.owner()) != null)
                words.append(" and waits for ").append(blockers(culprit.owner()));
            words.append(". ");
        }
        words.append("Ending the ").append(command).append(frees(stuck));
    }

    private void several(StringBuilder words, List<Suspect> culprits, int stuck) {
        words.append(stuck == 1 ? "It stands behind " : "They stand behind ");
        for (var i = 0; i < culprits.size(); i++) {
            if (i > 0) words.append(i == culprits.size() - 1 ? " and " : ", ");
            words.append(described(culprits.get(i)));
        }
        words.append(". Only ending all ").append(culprits.size()).append(frees(stuck));
    }

    private static String frees(int stuck) {
        return stuck == 1 ? " frees it at once." : " frees all %d at once.".formatted(stuck);
    }

    private String described(Suspect suspect) {
        if (suspect.owner() instanceof PreparedTransaction prepared)
            return "the prepared transaction '%s'".formatted(prepared.gid());
        var backend = suspect.backend();
        if (backend == null) return "pid %d, which we cannot see".formatted(suspect.owner().pid());
        return "%s (%s)".formatted(command(backend), who(backend));
    }

    private String who(Backend backend) {
        var parts = new ArrayList<String>();
        parts.add("pid " + backend.id().pid());
        if (!backend.application().isBlank()) parts.add(backend.application());
        if (backend.user() != null) parts.add("user " + backend.user());
        var since = backend.xactStart() == null ? backend.queryStart() : backend.xactStart();
        if (since != null) parts.add(age(since, snapshot.sampledAt()));
        return String.join(", ", parts);
    }

    private String blockers(LockOwner owner) {
        var edges = graph.edgesOf(owner);
        if (edges.isEmpty()) return "somebody we cannot see";
        var first = edges.getFirst().blocker();
        var rest = edges.size() - 1;
        var described = blocker(first);
        return rest == 0 ? described : "%s and %s".formatted(described, others(rest));
    }

    private static String others(int count) {
        return count == 1 ? "one other session" : count + " other sessions";
    }

    private String blocker(LockOwner owner) {
        if (owner instanceof PreparedTransaction prepared)
            return "the prepared transaction '%s'".formatted(prepared.gid());
        var backend = snapshot.backend(owner);
        if (backend == null) return "pid %d, which we cannot see".formatted(owner.pid());
        var kind =
                backend.isIdleInTransaction()
                        ? "a session that idles in its open transaction"
                        : backend.type().equals("client backend")
                                ? article(command(backend))
                                : article(backend.type());
        return "%s (%s)".formatted(kind, who(backend));
    }

    private static String article(String noun) {
        return ("AEIOUaeiou".indexOf(noun.charAt(0)) < 0 ? "a " : "an ") + noun;
    }

    private static String sessions(int count) {
        return count == 1 ? "One session" : count + " sessions";
    }

    /// The command tag of a session's statement, or what to call it where its text does not tell.
    static String command(@Nullable Backend backend) {
        if (backend == null || backend.query() == null) return "statement";
        var tag = CommandTag.of(backend.query());
        return tag.equals(CommandTag.UNKNOWN) ? "statement" : tag.text();
    }

    /// What a lockable object is called: its name where we know it, else its OID.
    public static String name(LockSnapshot snapshot, LockTarget target) {
        var relation = snapshot.relations().get(target);
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
            case OBJECT -> "object %d/%d".formatted(target.classId(), target.objectId());
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
