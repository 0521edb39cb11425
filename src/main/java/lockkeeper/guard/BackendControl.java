package lockkeeper.guard;

import lockkeeper.lock.BackendId;

/// Signals a session, if it still is the one we decided about. Both calls are bounded in time and
/// never throw: what went wrong is the result.
public interface BackendControl {
    /// Signals a session that still is in the same transaction, statement and lock.
    SignalResult signal(Action action, PinnedBackend backend);

    /// Signals a session that somebody named by hand, whatever it does by now, if it is still the
    /// same session.
    SignalResult signal(Action action, BackendId session);
}
