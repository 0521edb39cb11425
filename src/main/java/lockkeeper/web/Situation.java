package lockkeeper.web;

import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.PileUp;
import lockkeeper.guard.PileUps;
import lockkeeper.guard.Suspect;
import lockkeeper.incident.Contention;
import lockkeeper.incident.Contentions;
import lockkeeper.incident.Sentence;
import lockkeeper.lock.LockOwner;

import java.util.ArrayList;
import java.util.List;

/// What is going on, in plain words.
///
/// @param culprits the sessions whose end would release those who are stuck
/// @param stuck how many those are
record Situation(String sentence, List<Integer> culprits, int stuck) {
    private static final int MOST = 20;

    /// Each pile-up behind DDL, largest first, and then whatever else is waited for.
    static List<Situation> of(WaitGraph graph) {
        var situations = new ArrayList<Situation>();
        var pileUps = PileUps.of(graph);
        for (var pileUp : pileUps) situations.add(of(graph, pileUp));
        Contentions.of(graph, pileUps).stream()
                .limit(MOST)
                .map(contention -> of(graph, contention))
                .forEach(situations::add);
        var waiting = graph.waiters().size();
        if (situations.isEmpty() && waiting > 0) situations.add(unclear(waiting));
        return situations;
    }

    private static Situation of(WaitGraph graph, PileUp pileUp) {
        var culprits = pileUp.culprits().stream().map(Suspect::owner).map(LockOwner::pid).toList();
        return new Situation(Sentence.of(graph, pileUp), culprits, pileUp.stuck().size());
    }

    private static Situation of(WaitGraph graph, Contention contention) {
        return new Situation(
                Sentence.of(graph, contention), List.of(), contention.waiting().size());
    }

    /// A deadlock that the server is about to break, or somebody whom we cannot see.
    private static Situation unclear(int waiting) {
        var sentence =
                waiting == 1
                        ? "One session waits; for whom cannot be told."
                        : waiting + " sessions wait; for whom cannot be told.";
        return new Situation(sentence, List.of(), waiting);
    }
}
