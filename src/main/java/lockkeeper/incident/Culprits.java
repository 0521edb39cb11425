package lockkeeper.incident;

import lockkeeper.graph.Edge;
import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.PileUp;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockOwner;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Everybody who was in the way in the course of one story.
final class Culprits {
    /// A row that many fight for has another holder with each sample.
    private static final int MOST = 50;

    private static final int MOST_IN_THEIR_WAY = 100;

    private final UnaryOperator<@Nullable String> shown;
    private final Map<LockOwner, Incident.Blocker> known = new LinkedHashMap<>();

    /// @param shown what of a query's text may be kept
    /// @param earlier those who were kept before a restart
    Culprits(UnaryOperator<@Nullable String> shown, Collection<Incident.Blocker> earlier) {
        this.shown = shown;
        for (var blocker : earlier) known.put(blocker.owner(), blocker);
    }

    List<Incident.Blocker> all() {
        return List.copyOf(known.values());
    }

    void meet(Sighting sighting) {
        for (var one : sighting.inTheWay())
            if (known.size() < MOST && !known.containsKey(one.owner()))
                known.put(one.owner(), blocker(one, sighting.graph()));
    }

    private Incident.Blocker blocker(InTheWay one, WaitGraph graph) {
        var backend = one.backend();
        return new Incident.Blocker(
                one.owner(),
                backend == null ? Described.unseen(one.owner()) : Described.command(backend),
                backend == null ? null : shown.apply(backend.query()),
                backend == null ? null : backend.user(),
                backend == null ? "" : backend.application(),
                one.stage(),
                one.mode(),
                graph.edgesOf(one.owner()).stream()
                        .limit(MOST_IN_THEIR_WAY)
                        .map(edge -> edge.blocker().pid())
                        .toList());
    }

    /// Whether one of them may be to blame for what is seen now.
    boolean areIn(Sighting sighting) {
        return known.keySet().stream().anyMatch(sighting::blames);
    }

    boolean areIn(PileUp pileUp) {
        return pileUp.suspects().stream().anyMatch(suspect -> known.containsKey(suspect.owner()));
    }

    /// Whether somebody of the same program and user is in the way with the same kind of statement.
    boolean areLike(Sighting sighting) {
        for (var one : sighting.inTheWay())
            for (var blocker : known.values())
                if (one.backend() != null && isLike(blocker, one.backend())) return true;
        return false;
    }

    private static boolean isLike(Incident.Blocker known, Backend backend) {
        return known.application().equals(backend.application())
                && known.command().equals(Described.command(backend))
                && Objects.equals(known.user(), backend.user());
    }

    /// Whether somebody is one of them, or in the way of one who is in the way.
    ///
    /// @param now null before the first sighting after a restart: then, in the way when they were
    ///   seen first
    boolean concern(LockOwner owner, @Nullable Sighting now) {
        if (known.containsKey(owner)) return true;
        if (now == null)
            return known.values().stream().anyMatch(it -> it.blockedBy().contains(owner.pid()));
        return now.inTheWay().stream()
                .flatMap(one -> now.graph().edgesOf(one.owner()).stream())
                .map(Edge::blocker)
                .anyMatch(owner::equals);
    }
}
