package lockkeeper.contention;

/// One thing that one session of a script does, or that is done to it.
///
/// @param player which of the sessions
/// @param joined whether the next step follows at once, without waiting until nothing moves
/// @param rollback how a transaction that is in the way of the step ends
record Step(int player, Kind kind, String sql, boolean joined, boolean rollback) {
    enum Kind {
        /// A statement in a transaction, begun if there is none.
        INSIDE,
        /// A statement outside of any transaction.
        ALONE,
        /// The end of the transaction.
        END,
        /// pg_cancel_backend by somebody else.
        CANCEL,
        /// pg_terminate_backend by somebody else; what is predicted must come.
        TERMINATE
    }

    @Override
    public String toString() {
        return "%2d %-9s %s%s".formatted(player, kind, sql, joined ? "  (and at once)" : "");
    }
}
