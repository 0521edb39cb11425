package lockkeeper.web;

import lockkeeper.graph.WaitGraph;
import lockkeeper.graph.WaitQueue;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.PileUps;
import lockkeeper.guard.Suspect;
import lockkeeper.incident.Sentence;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.PreparedTransaction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is going on, in plain words.
///
/// @param culprits the sessions whose end would release those who are stuck
/// @param stuck how many those are
record Situation(String sentence, List<Integer> culprits, int stuck) {
    /// Each pile-up behind DDL, largest first, and then whatever else waits.
    static List<Situation> of(WaitGraph graph) {
        var situations = new ArrayList<Situation>();
        var others = new HashSet<LockOwner>(graph.waiters());
        for (var pileUp : PileUps.of(graph)) {
            situations.add(of(graph, pileUp));
            others.removeAll(pileUp.waiting());
        }
        if (!others.isEmpty()) situations.add(of(graph, others));
        return situations;
    }

    private static Situation of(WaitGraph graph, PileUp pileUp) {
        var culprits = pileUp.culprits().stream().map(Suspect::owner).map(LockOwner::pid).toList();
        return new Situation(Sentence.of(graph, pileUp), culprits, pileUp.stuck().size());
    }

    private static Situation of(WaitGraph graph, Set<LockOwner> waiting) {
        var longest =
                graph.queues().stream()
                        .max(Comparator.comparingLong(queue -> among(queue, waiting)))
                        .orElseThrow();
        var there = among(longest, waiting);
        var words = new StringBuilder();
        words.append(there == 1 ? "One session waits" : there + " sessions wait")
                .append(" for ")
                .append(Sentence.name(graph.snapshot(), longest.target()))
                .append(behind(graph, longest))
                .append('.');
        var elsewhere = waiting.size() - there;
        if (elsewhere == 1) words.append(" One other waits elsewhere.");
        if (elsewhere > 1) words.append(" ").append(elsewhere).append(" others wait elsewhere.");
        return new Situation(words.toString(), List.of(), waiting.size());
    }

    private static long among(WaitQueue queue, Set<LockOwner> waiting) {
        return queue.waiters().stream().filter(w -> waiting.contains(w.waiter())).count();
    }

    private static String behind(WaitGraph graph, WaitQueue queue) {
        var edges = queue.edgesOf(queue.waiters().getFirst());
        if (edges.isEmpty()) return "";
        var first = name(graph.snapshot(), edges.getFirst().blocker());
        var rest = edges.size() - 1;
        if (rest == 0) return ", behind " + first;
        return ", behind %s and %s".formatted(first, rest == 1 ? "one other" : rest + " others");
    }

    private static String name(LockSnapshot snapshot, LockOwner owner) {
        if (owner instanceof PreparedTransaction prepared)
            return "the prepared transaction '%s'".formatted(prepared.gid());
        var backend = snapshot.backend(owner);
        var name = new StringBuilder("pid ").append(owner.pid());
        if (backend == null) return name.append(", which we cannot see").toString();
        add(name, ", ", backend.application());
        add(name, ", user ", backend.user());
        if (backend.isIdleInTransaction()) {
            name.append(", which idles in its open transaction");
            if (backend.stateChange() != null)
                name.append(" for ")
                        .append(Sentence.age(backend.stateChange(), snapshot.sampledAt()));
        }
        return name.toString();
    }

    private static void add(StringBuilder words, String before, @Nullable String word) {
        if (word != null && !word.isBlank()) words.append(before).append(word);
    }
}
