package lockkeeper.web;

import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.LockOwner;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who would be released if some sessions ended.
///
/// @param releasedNow granted at once
/// @param released could then run to completion though no other running session ever finished
record WhatIf(Instant sampledAt, List<Integer> releasedNow, List<Integer> released) {
    private static final int MOST = 1000;

    /// @param pids separated by commas; 0 stands for every prepared transaction
    static WhatIf of(WaitGraph graph, @Nullable String pids) {
        var relief = graph.without(owners(graph, parse(pids)));
        return new WhatIf(
                graph.snapshot().sampledAt(), pids(relief.releasedNow()), pids(relief.released()));
    }

    private static Set<Integer> parse(@Nullable String pids) {
        if (pids == null) throw Problem.badRequest("Name the sessions: pids=1,2");
        var texts = pids.split(",", MOST + 1);
        if (texts.length > MOST)
            throw Problem.badRequest("At most " + MOST + " pids can be asked about at once.");
        try {
            return new HashSet<>(
                    Arrays.stream(texts).map(String::strip).map(Integer::valueOf).toList());
        } catch (NumberFormatException e) {
            throw Problem.badRequest("pids must be numbers with commas between them: pids=1,2");
        }
    }

    private static List<LockOwner> owners(WaitGraph graph, Set<Integer> pids) {
        var known = new HashSet<LockOwner>(graph.groupsInvolved());
        known.addAll(graph.waiters());
        known.removeIf(owner -> !pids.contains(owner.pid()));
        return List.copyOf(known);
    }

    private static List<Integer> pids(Collection<LockOwner> owners) {
        return owners.stream().map(LockOwner::pid).toList();
    }
}
