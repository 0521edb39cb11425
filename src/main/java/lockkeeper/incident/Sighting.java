package lockkeeper.incident;

import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.PileUp;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;
import lockkeeper.statement.Advice;
import lockkeeper.statement.MaskedText;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// What one sample shows of one story.
sealed interface Sighting {
    WaitGraph graph();

    Incident.Kind kind();

    /// What most of them wait for.
    LockTarget target();

    int waiting();

    /// Whether it is worth a person's time, if so many are.
    boolean isEnough(int queued);

    /// Those whose end would help; at least one.
    List<InTheWay> inTheWay();

    /// Whether somebody is one of those who may be to blame.
    boolean blames(LockOwner owner);

    String sentence();

    /// The same in few words, for when it is over: behind whom they waited.
    String behind();

    /// What to do differently; null where we have nothing to say. It goes to people elsewhere, so
    /// there are no literals in it, whatever may be shown here.
    @Nullable String advice(UnaryOperator<@Nullable String> shown);

    /// All stories of a sample: the pile-ups behind DDL, then what else is waited for.
    static List<Sighting> of(WaitGraph graph, List<PileUp> pileUps) {
        var all = new ArrayList<Sighting>();
        for (var pileUp : pileUps) all.add(new OfPileUp(graph, pileUp));
        for (var contention : Contentions.of(graph, pileUps))
            all.add(new OfContention(graph, contention));
        return all;
    }

    /// Whether two objects are the same to people. A row that is changed gets a new place in its
    /// table, so rows are told apart by their table alone.
    static boolean isSame(LockTarget one, LockTarget other) {
        if (one.equals(other)) return true;
        return one.type() == LockType.TUPLE
                && other.type() == LockType.TUPLE
                && one.database() == other.database()
                && one.relation() == other.relation();
    }

    record OfPileUp(WaitGraph graph, PileUp pileUp) implements Sighting {
        @Override
        public Incident.Kind kind() {
            return Incident.Kind.DDL;
        }

        @Override
        public LockTarget target() {
            return pileUp.target();
        }

        @Override
        public int waiting() {
            return pileUp.stuck().size();
        }

        @Override
        public boolean isEnough(int queued) {
            return waiting() >= queued;
        }

        @Override
        public List<InTheWay> inTheWay() {
            var culprits = pileUp.culprits().isEmpty() ? pileUp.suspects() : pileUp.culprits();
            return culprits.stream().map(InTheWay::of).toList();
        }

        @Override
        public boolean blames(LockOwner owner) {
            return pileUp.suspects().stream().anyMatch(suspect -> suspect.owner().equals(owner));
        }

        @Override
        public String sentence() {
            return Sentence.of(graph, pileUp);
        }

        @Override
        public String behind() {
            return Described.command(inTheWay().getFirst().backend());
        }

        @Override
        public @Nullable String advice(UnaryOperator<@Nullable String> shown) {
            var first = inTheWay().getFirst();
            if (first.backend() == null) return null;
            var query = shown.apply(first.backend().query());
            var masked = query == null ? null : MaskedText.mask(query);
            var advice = Advice.forStatement(masked, first.mode(), !first.granted());
            return advice.sql().isEmpty() ? advice.why() : advice.why() + "\n\n" + advice.block();
        }
    }

    record OfContention(WaitGraph graph, Contention contention) implements Sighting {
        @Override
        public Incident.Kind kind() {
            return contention.kind();
        }

        @Override
        public LockTarget target() {
            return contention.target();
        }

        @Override
        public int waiting() {
            return contention.waiting().size();
        }

        /// One that may wait for ever is enough.
        @Override
        public boolean isEnough(int queued) {
            return waiting() >= queued || contention.ownBuild() != null;
        }

        @Override
        public List<InTheWay> inTheWay() {
            return List.of(InTheWay.of(contention));
        }

        @Override
        public boolean blames(LockOwner owner) {
            return contention.root().equals(owner);
        }

        @Override
        public String sentence() {
            return Sentence.of(graph, contention);
        }

        @Override
        public String behind() {
            return new Described(graph).whose(contention.root());
        }

        @Override
        public @Nullable String advice(UnaryOperator<@Nullable String> shown) {
            return ContentionAdvice.of(contention, shown);
        }
    }
}
