package lockkeeper.statement;

import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

/// One lock that a statement will ask for.
///
/// @param via the constraint or column that narrows the scope, if any
/// @param certain false where it depends on rows or plans whether the lock is taken
public record LockRequest(
        Scope scope, Name name, @Nullable Name via, LockMode mode, boolean certain) {}
