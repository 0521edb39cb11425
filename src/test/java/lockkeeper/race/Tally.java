package lockkeeper.race;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What came out of the rounds.
final class Tally {
    /// How one round ended.
    enum End {
        /// The signal ended what was decided about.
        DECIDED,
        /// The server sent the signal, and the session, between two statements, discarded it.
        DISCARDED,
        /// It had moved on: nothing was sent.
        GONE,
        /// It moved on while the guarded statement was at work in the server, after the check: the
        /// signal ended what came next.
        LATE,
        /// It ended something else.
        WRONG
    }

    private final Map<Move, Map<End, Integer>> ends = new EnumMap<>(Move.class);
    private final List<Long> worked = new ArrayList<>();
    private final List<Long> late = new ArrayList<>();
    private int reused;

    void count(Move move, End end) {
        ends.computeIfAbsent(move, _ -> new EnumMap<>(End.class)).merge(end, 1, Integer::sum);
    }

    /// @param micros for how long the guarded statement was at work in the server
    void worked(long micros) {
        worked.add(micros);
    }

    /// @param micros from the start of the guarded statement to that of what it hit instead
    void late(long micros) {
        late.add(micros);
    }

    /// A new session had the very pid of the old one.
    void reused() {
        reused++;
    }

    int of(End end) {
        return ends.values().stream().mapToInt(counts -> counts.getOrDefault(end, 0)).sum();
    }

    int of(Move move, End end) {
        return ends.getOrDefault(move, Map.of()).getOrDefault(end, 0);
    }

    int rounds() {
        return ends.values().stream()
                .flatMap(counts -> counts.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    @Override
    public String toString() {
        var text = new StringBuilder("%d rounds %s".formatted(rounds(), sums()));
        text.append(", guarded statement µs ").append(distribution(worked));
        text.append(", late after µs ").append(distribution(late));
        text.append(", pids reused ").append(reused);
        ends.forEach((move, counts) -> text.append("\n  ").append(move).append(' ').append(counts));
        return text.toString();
    }

    private Map<End, Integer> sums() {
        var sums = new EnumMap<End, Integer>(End.class);
        for (var end : End.values()) sums.put(end, of(end));
        return sums;
    }

    private static String distribution(List<Long> micros) {
        if (micros.isEmpty()) return "(none)";
        var sorted = micros.stream().sorted().toList();
        return "p50=%d p99=%d max=%d"
                .formatted(
                        sorted.get(sorted.size() / 2),
                        sorted.get(sorted.size() * 99 / 100),
                        sorted.getLast());
    }
}
