package lockkeeper.pg;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Chooses the sessions whose statements a reader of the sample will want to see: those who block,
/// whoever asks for a strong lock, the heads of the lines, and a few of the rest.
record TextsThatMatter(LockTable table) {
    private static final int MOST = 600;
    private static final int MOST_OF_THE_REST = 200;

    Set<Integer> pids() {
        var pids = new LinkedHashSet<Integer>();
        for (var rows : table.objects().values()) addStrong(rows, pids);
        for (var rows : table.objects().values()) addBlockers(rows, pids);
        var rest = new LinkedHashSet<Integer>();
        for (var rows : table.objects().values()) addWaiters(rows, rest);
        rest.removeAll(pids);
        rest.stream().limit(MOST_OF_THE_REST).forEach(pids::add);
        var most = new LinkedHashSet<Integer>();
        pids.stream().limit(MOST).forEach(most::add);
        return most;
    }

    /// Whoever may be DDL: without its text the guard leaves it alone.
    private static void addStrong(List<LockRow> rows, Set<Integer> pids) {
        for (var row : LockTable.inTheWay(rows)) if (!row.mode().isWeak()) add(row, pids);
    }

    private static void addBlockers(List<LockRow> rows, Set<Integer> pids) {
        rows.stream().filter(row -> !row.granted()).min(byWait()).ifPresent(row -> add(row, pids));
        for (var row : LockTable.inTheWay(rows)) add(row, pids);
    }

    private static void addWaiters(List<LockRow> rows, Set<Integer> pids) {
        rows.stream()
                .filter(row -> !row.granted())
                .sorted(byWait())
                .limit(MOST_OF_THE_REST)
                .forEach(row -> add(row, pids));
    }

    private static Comparator<LockRow> byWait() {
        return Comparator.comparing(
                LockRow::waitStart, Comparator.nullsLast(Comparator.naturalOrder()));
    }

    private static void add(LockRow row, Set<Integer> pids) {
        if (row.pid() != null) pids.add(row.pid());
    }
}
