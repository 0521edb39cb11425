package lockkeeper.pg;

import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// Names of what the lock table shows as OIDs, as far as they are known now. Never asks a server
/// while the caller waits.
interface Directory {
    /// A role of the server.
    record Role(String name, boolean superuser) {}

    @Nullable RelationName relation(LockTarget target);

    @Nullable Role role(long oid);

    /// Names of all databases by OID.
    Map<Long, String> databases();
}
