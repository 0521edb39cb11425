package lockkeeper.guard;

import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockOwner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds the fewest suspects whose end would help, by simulation.
final class SmallestSet {
    /// Sets up to this size are tried exhaustively; larger ones are found by leaving out from all.
    private static final int EXHAUSTIVE = 3;

    /// With more suspects than this, trying all sets of three would cost more than it is worth.
    private static final int MANY = 12;

    /// Each suspect tried costs a simulation. Of more than this only the first are tried, each by
    /// itself: those who hold their lock and those who have waited longest.
    static final int MOST = 50;

    private final WaitGraph graph;
    private final Set<LockOwner> ddl = new HashSet<>();

    /// @param suspects all DDL of the pile-up; who is among them does not count as released
    SmallestSet(WaitGraph graph, List<Suspect> suspects) {
        this.graph = graph;
        for (var suspect : suspects) ddl.add(suspect.owner());
    }

    /// Some suspects and whom their end would release, DDL not counted.
    ///
    /// @param now granted at once
    /// @param all who could then run to completion
    record Choice(List<Suspect> set, Set<LockOwner> now, Set<LockOwner> all) {}

    Choice of(List<Suspect> set) {
        var relief = graph.without(set.stream().map(Suspect::owner).toList());
        return new Choice(set, clients(relief.releasedNow()), clients(relief.released()));
    }

    private Set<LockOwner> clients(Set<LockOwner> owners) {
        var clients = new HashSet<LockOwner>();
        for (var owner : owners) if (!ddl.contains(graph.group(owner))) clients.add(owner);
        return clients;
    }

    /// The smallest sets that release somebody at once and at least `enough` in all, the one that
    /// releases most first; empty if there is none.
    ///
    /// @param everyone all who may be in one
    List<Choice> find(Choice everyone, int enough) {
        if (!helps(everyone, enough)) return List.of();
        var all = everyone.set();
        var from = all.subList(0, Math.min(all.size(), MOST));
        var limit = from.size() > MANY ? 1 : Math.min(EXHAUSTIVE, from.size());
        for (var size = 1; size <= limit; size++) {
            var found = new ArrayList<Choice>();
            collect(from, 0, size, new ArrayList<>(), enough, found);
            if (found.isEmpty()) continue;
            found.sort(Comparator.comparingInt((Choice c) -> c.all().size()).reversed());
            return found;
        }
        return all.size() > MOST ? List.of() : List.of(thinned(everyone, enough));
    }

    private static boolean helps(Choice choice, int enough) {
        return !choice.set().isEmpty() && !choice.now().isEmpty() && choice.all().size() >= enough;
    }

    private void collect(
            List<Suspect> from,
            int start,
            int size,
            List<Suspect> chosen,
            int enough,
            List<Choice> found) {
        if (chosen.size() == size) {
            var choice = of(List.copyOf(chosen));
            if (helps(choice, enough)) found.add(choice);
            return;
        }
        for (var i = start; i <= from.size() - (size - chosen.size()); i++) {
            chosen.add(from.get(i));
            collect(from, i + 1, size, chosen, enough, found);
            chosen.removeLast();
        }
    }

    /// Leaves out one after the other as long as the rest still helps.
    private Choice thinned(Choice everyone, int enough) {
        var choice = everyone;
        for (var suspect : everyone.set()) {
            var rest = new ArrayList<>(choice.set());
            rest.remove(suspect);
            var without = of(rest);
            if (helps(without, enough)) choice = without;
        }
        return choice;
    }
}
