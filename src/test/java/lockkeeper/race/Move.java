package lockkeeper.race;

/// What a session does between the decision about it and the signal. The driver sends whole batches
/// ahead, so that the server goes from one statement to the next without waiting for the client.
enum Move {
    /// Its DDL gets its lock and is done; then the client sends another statement.
    FINISHES,
    /// Its DDL gets its lock; the next statement of the transaction has been sent along.
    GOES_ON,
    /// It has its lock and works on something else; the next statement has been sent along.
    HOLDS_AND_GOES_ON,
    /// It has its lock and works on something else; COMMIT and another statement have been sent
    /// along.
    COMMITS,
    /// It idled in its transaction; then COMMIT and another statement come at once.
    WAKES_AND_COMMITS,
    /// Its DDL is done and its client hangs up.
    DISCONNECTS,
    /// It hung up and a new session has its pid.
    IS_REPLACED;

    /// Whether the decision is about DDL that waits for its lock.
    boolean waits() {
        return switch (this) {
            case FINISHES, GOES_ON, DISCONNECTS, IS_REPLACED -> true;
            case HOLDS_AND_GOES_ON, COMMITS, WAKES_AND_COMMITS -> false;
        };
    }
}
