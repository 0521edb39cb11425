package lockkeeper.guard;

import java.util.Locale;

/// Why the guard leaves a pile-up alone. The words are part of the API.
public enum Reason {
    /// Mode is observe: it says what it would do.
    OBSERVING,
    /// `guard.protect` names it, or `guard.only` does not.
    PROTECTED,
    /// It ended before it had lasted for `guard.sustained`.
    NOT_SUSTAINED,
    /// Fewer sessions than `guard.queued` would be released.
    TOO_FEW,
    /// The session holds its lock and `guard.holders` is false.
    HOLDS_ITS_LOCK,
    /// Ending what we may end would release nobody: somebody else is in the way.
    WOULD_NOT_HELP,
    /// It is of a kind that is never ended: a worker, a replication sender, a prepared transaction
    /// …
    NEVER_ENDED,
    /// Its role is a superuser.
    SUPERUSER,
    /// A plain autovacuum is in its way and yields by itself after `deadlock_timeout`.
    AUTOVACUUM_YIELDS,
    /// A deadlock, which the server is about to resolve.
    DEADLOCK,
    /// The sample contradicts itself, or lacks something that matters.
    UNCERTAIN,
    /// Our role may not see other sessions: it lacks pg_monitor.
    CANNOT_SEE,
    /// The server is a standby.
    STANDBY,
    /// Our role lacks pg_signal_backend.
    NOT_ALLOWED,
    /// Another Lockkeeper acts on this server.
    NOT_LEADER,
    /// The kill-switch file exists.
    KILL_SWITCH,
    /// `guard.max_actions` is used up.
    CIRCUIT_OPEN,
    /// The last action was less than `guard.cooldown` ago.
    COOLDOWN,
    /// The journal cannot be written.
    JOURNAL_FAILS,
    /// It idles in its transaction, would ignore a cancel, and may not be terminated.
    IGNORES_CANCEL,
    /// It was signalled before and still blocks.
    ALREADY_TRIED;

    /// As people and programs read it: `circuit open`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
