package lockkeeper.contention;

/// What was compared.
///
/// @param waiters comparisons of a waiter's blockers with `pg_blocking_pids`
/// @param moments samples in which they were made
/// @param removals real terminations whose effect was compared with the prediction
/// @param exact those of them whose effect was the prediction and nothing else
/// @param questions calls of `pg_blocking_pids` that the samples needed
/// @param flagged samples that needed at least one answer, new or kept
/// @param restless moments given up because something kept moving
record Tally(
        int waiters,
        int moments,
        int removals,
        int exact,
        long questions,
        int flagged,
        int restless) {
    static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0);

    Tally plus(Tally other) {
        return new Tally(
                waiters + other.waiters,
                moments + other.moments,
                removals + other.removals,
                exact + other.exact,
                questions + other.questions,
                flagged + other.flagged,
                restless + other.restless);
    }
}
