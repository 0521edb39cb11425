package lockkeeper.guard;

/// What the guard may do to a session.
public enum Action {
    /// `pg_cancel_backend`: ends the statement. Discarded by a session that waits for its client.
    CANCEL,
    /// `pg_terminate_backend`: ends the session.
    TERMINATE
}
