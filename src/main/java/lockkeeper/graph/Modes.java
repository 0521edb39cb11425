package lockkeeper.graph;

import lockkeeper.lock.LockMode;

/// How many owners have each mode: tells in constant time whether anybody is in the way.
final class Modes {
    private static final LockMode[] ALL = LockMode.values();

    private final int[] counts;

    Modes() {
        counts = new int[ALL.length];
    }

    /// A copy.
    Modes(Modes original) {
        counts = original.counts.clone();
    }

    /// Adds every mode of a set of [LockMode#bit()]s once.
    void add(int modes) {
        change(modes, 1);
    }

    void remove(int modes) {
        change(modes, -1);
    }

    private void change(int modes, int by) {
        for (var left = modes; left != 0; left &= left - 1)
            counts[Integer.numberOfTrailingZeros(left)] += by;
    }

    /// How many have one of these modes; an owner with two of them counts twice.
    int count(int modes) {
        var sum = 0;
        for (var left = modes; left != 0; left &= left - 1)
            sum += counts[Integer.numberOfTrailingZeros(left)];
        return sum;
    }

    /// Whether anybody else, apart from an owner who has `own`, has one of these modes.
    boolean anyBut(int own, int modes) {
        for (var left = modes; left != 0; left &= left - 1) {
            var mode = left & -left;
            var mine = (own & mode) == 0 ? 0 : 1;
            if (counts[Integer.numberOfTrailingZeros(mode)] > mine) return true;
        }
        return false;
    }

    /// Whether everybody's modes are among these.
    boolean allWithin(int modes) {
        for (var i = 0; i < counts.length; i++)
            if (counts[i] > 0 && (modes & (1 << i)) == 0) return false;
        return true;
    }

    /// The modes that conflict with at least one of these.
    static int conflicts(int modes) {
        var conflicts = 0;
        for (var left = modes; left != 0; left &= left - 1)
            conflicts |= ALL[Integer.numberOfTrailingZeros(left)].conflicts();
        return conflicts;
    }
}
